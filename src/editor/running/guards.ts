import * as vscode from 'vscode';
import type { GuardQuestions } from '../../guard/guard.ts';
import { findHost, isReal } from '../../hosts/catalog.ts';
import type { Guard } from '../../kernel/run-types.ts';
import { settingsOf } from '../cells/frontMatter.ts';
import type { HostCatalog } from '../hosts/hostCatalog.ts';
import { confirmed, enterFor, type Log, localisedText } from '../messages.ts';

/** Asks before cells touch the real network of a machine, unless the user has turned that off. */
export class Guards {
  readonly #catalog: HostCatalog;
  readonly #log: Log;
  readonly #byNotebook = new WeakMap<vscode.NotebookDocument, Promise<Guard>>();

  constructor(catalog: HostCatalog, log: Log) {
    this.#catalog = catalog;
    this.#log = log;
  }

  /** What asks for the cells of a notebook. What was agreed to holds until it is closed. */
  of(notebook: vscode.NotebookDocument): Guard {
    return {
      mayOpen: async (request, id) => {
        const listed = findHost(this.#catalog.current, id);
        if ((listed && !isReal(listed)) || !isCareful()) return undefined;
        await this.#catalog.ready;
        return (await this.#made(notebook)).mayOpen(request, id);
      },
      mayRun: async (request, host) =>
        !isReal(host) || !isCareful() ? undefined : (await this.#made(notebook)).mayRun(request, host),
    };
  }

  #made(notebook: vscode.NotebookDocument): Promise<Guard> {
    const known = this.#byNotebook.get(notebook);
    if (known) return known;
    // Loaded when first needed.
    const made = import('../../guard/guard.ts').then(({ makeGuard }) => makeGuard(this.#questions(notebook)));
    this.#byNotebook.set(notebook, made);
    return made;
  }

  #questions(notebook: vscode.NotebookDocument): GuardQuestions {
    const { t } = vscode.l10n;
    const name = notebook.uri.path.split('/').at(-1) ?? '';
    return {
      hostOf: (id) => findHost(this.#catalog.current, id),
      isOfFile: async ({ attributes }) =>
        attributes.host !== undefined || (await settingsOf(notebook)).host !== undefined,
      mayChange: async (host) => {
        const { id } = host;
        const label = localisedText(host.label);
        const go = id === 'local' ? t('Run on This Machine') : t('Run on {0}', label);
        const question =
          id === 'local'
            ? t('Run the cells of {0} on this machine, outside the sandbox?', name)
            : t('Run the cells of {0} on {1}, outside a sandbox?', name, label);
        const detail = t(
          'They run in the real root network namespace of that machine. Links, addresses, routes and firewall rules that they change stay changed. A mistake can cut its network connection. You are asked once per notebook.',
        );
        return this.#confirm(question, detail, go);
      },
      mayRisk: async ({ label }, risks) => {
        // Comes with the guard, which is loaded when first needed.
        const { riskText } = await import('../../guard/words.ts');
        return this.#confirm(
          t('This cell is about to touch the real network of {0}. Run it?', localisedText(label)),
          risks.map((risk) => riskText(risk, t)).join('\n'),
          t('Run It'),
        );
      },
    };
  }

  async #confirm(question: string, detail: string, yes: string): Promise<boolean> {
    const agreed = await confirmed(question, detail, yes, enterFor(true));
    this.#log.info(`${question} ${agreed ? 'Yes.' : 'No.'}`);
    return agreed;
  }
}

function isCareful(): boolean {
  return vscode.workspace.getConfiguration('netlab').get('carefulRoot', true);
}
