import { basename } from 'node:path';
import { platform } from 'node:process';
import * as vscode from 'vscode';
import type { Check } from '../../doctor/check.ts';
import { printable } from '../../printable.ts';
import { inWords, problemInWords, type Said, type Text } from '../../words.ts';
import { commandTexts } from '../cells/cells.ts';
import { isLab } from '../lab.ts';
import { sayEditor } from '../words.ts';

const SCHEME = 'netlab-report';
const REPORT = vscode.Uri.from({ scheme: SCHEME, path: `/${vscode.l10n.t('Check This Machine')}.md` });

/** The report on this machine, as a document that nobody can edit. */
export class MachineReport implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #provider: vscode.Disposable;
  #text = '';

  constructor() {
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  /** Looks, and shows what it found. */
  async show(): Promise<void> {
    const title = vscode.l10n.t('Netlab: checking this machine…');
    this.#text = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, makeReport);
    this.#changed.fire(REPORT);
    await vscode.commands.executeCommand('markdown.showPreview', REPORT);
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}

async function makeReport(): Promise<string> {
  const { t } = vscode.l10n;
  const heading = `# ${t('Check This Machine')}\n\n`;
  if (platform !== 'linux') return heading + problemInWords({ what: sayEditor('needs-linux'), remedy: elsewhere() }, t);
  // Loaded when asked for, not at activation.
  const { checkThisMachine } = await import('../../doctor/doctor.ts');
  const { labReady } = await import('../../doctor/check.ts');
  const checks = await checkThisMachine();
  const verdict = labReady(checks)
    ? t('The sample labs can run here.')
    : t('Something the sample labs need is missing. The fixes are listed below.');
  const sections: [string, Check['state']][] = [
    [t('Missing'), 'missing'],
    [t('Optional (only some labs need these)'), 'optional'],
    [t('Available'), 'ok'],
  ];
  return `${heading}${verdict}\n\n${await ofLab()}${sections
    .map(([title, state]) =>
      section(
        title,
        checks.filter((c) => c.state === state),
      ),
    )
    .join('')}`;
}

/** What the lab in front uses of this machine; empty where there is none. */
async function ofLab(): Promise<string> {
  const { t } = vscode.l10n;
  const { notebook } = vscode.window.activeNotebookEditor ?? {};
  if (!notebook || !isLab(notebook)) return '';
  const { lacksOf } = await import('../../doctor/lacks.ts');
  const { openProcesses } = await import('../../hosts/processes.ts');
  const { programsInstalled, programsRun } = await import('../../lint/missing-programs.ts');
  const texts = await commandTexts(notebook);
  const used = new Set([...programsRun(texts), ...programsInstalled(texts)]);
  // In the sandbox one is root already.
  used.delete('sudo');
  const host = openProcesses();
  const { programs, install } = await lacksOf(host, [...used]).finally(() => host.dispose());
  const missing = programs.filter(({ isThere }) => !isThere);
  const heading = `## ${cell(basename(notebook.uri.path))}\n\n`;
  if (!install) return `${heading}${t('All programs that it uses are installed.')}\n\n`;
  const rows = [
    [t('Missing'), t('Debian package')],
    ['---', '---'],
    ...missing.map(({ program, from }) => [code(program), code(from)]),
  ];
  const table = rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  return `${heading}${table}\n${t('To install what is missing: {0}', remedyOf(install))}\n\n`;
}

function section(title: string, checks: readonly Check[]): string {
  if (checks.length === 0) return '';
  const { t } = vscode.l10n;
  const hasFixes = checks.some(({ remedy }) => remedy !== undefined);
  const head = [title, t('Needed for'), t('Found'), ...(hasFixes ? [t('Fix')] : [])];
  const rows = checks.map(({ label, why, found = '', remedy = '' }) => [
    ...[label, why, found].map((text) => cell(inWords(text, t))),
    ...(hasFixes ? [remedyOf(remedy)] : []),
  ]);
  return `${[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('')}\n`;
}

/** A command as code; words as they are. */
function remedyOf(remedy: Text): string {
  if (remedy === '') return '';
  return typeof remedy === 'string' ? code(remedy) : cell(inWords(remedy, vscode.l10n.t));
}

/** Text from the machine as text in a Markdown table: no markup, no line breaks. */
function cell(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).replace(/[\\`*_[\]<>|]/g, '\\$&');
}

/** Text as code in a Markdown table, where only the bar means something. */
function code(text: string): string {
  return `\`${printable(text.replace(/\s+/g, ' ')).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

/** Where a lab can run, for those whose machine is no Linux. */
export const elsewhere = (): Said => sayEditor(platform === 'win32' ? 'open-in-wsl' : 'open-on-linux');
