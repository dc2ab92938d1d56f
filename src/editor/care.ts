import * as vscode from 'vscode';
import type { Approve, CareQuestions } from '../kernel/care.ts';

/** Asks before cells touch the real network of a machine, unless the user has turned that off. */
export class Care {
  readonly #log: vscode.LogOutputChannel;
  readonly #byNotebook = new WeakMap<vscode.NotebookDocument, Promise<Approve>>();

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** What asks for the cells of a notebook. What was agreed to holds until it is closed. */
  of(notebook: vscode.NotebookDocument): Approve {
    return async (request, host) => {
      if (host.id.startsWith('sandbox') || !isCareful()) return undefined;
      let made = this.#byNotebook.get(notebook);
      if (!made) {
        // Loaded when first needed.
        made = import('../kernel/care.ts').then(({ makeCare }) => makeCare(this.#questions(notebook)));
        this.#byNotebook.set(notebook, made);
      }
      return (await made)(request, host);
    };
  }

  #questions(notebook: vscode.NotebookDocument): CareQuestions {
    const { t } = vscode.l10n;
    const name = notebook.uri.path.split('/').at(-1) ?? '';
    return {
      mayChange: async ({ id, label }) => {
        const go = id === 'local' ? t('Run on This Machine') : t('Run on {0}', label);
        const question =
          id === 'local'
            ? t('Run the cells of {0} on this machine, outside the sandbox?', name)
            : t('Run the cells of {0} on {1}, outside a sandbox?', name, label);
        const detail = t(
          'They run in the real root network namespace of that machine. Links, addresses, routes and firewall rules that they change stay changed. A mistake can cut its network connection. This is asked once for each notebook.',
        );
        return this.#confirm(question, detail, go);
      },
      mayRisk: ({ label }, risks) =>
        this.#confirm(
          t('This cell is about to touch the real network of {0}. Run it?', label),
          risks.map(({ what }) => what).join('\n'),
          t('Run It'),
        ),
    };
  }

  async #confirm(question: string, detail: string, yes: string): Promise<boolean> {
    const agreed = (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
    this.#log.info(`${question} ${agreed ? 'Yes.' : 'No.'}`);
    return agreed;
  }
}

function isCareful(): boolean {
  return vscode.workspace.getConfiguration('netlab').get('carefulRoot', true);
}
