import { basename } from 'node:path';
import { platform } from 'node:process';
import * as vscode from 'vscode';
import { type Check, labReady } from '../../doctor/check.ts';
import { checkThisMachine } from '../../doctor/doctor.ts';
import { lacksOf } from '../../doctor/lacks.ts';
import { loadCommand } from '../../hosts/link-types.ts';
import { openProcesses } from '../../hosts/processes.ts';
import { linkTypesIn } from '../../lint/link-types.ts';
import { programsInstalled, programsRun } from '../../lint/missing-programs.ts';
import { printable } from '../../printable.ts';
import { inWords, problemInWords, type Text } from '../../words.ts';
import { commandTexts } from '../cells/cells.ts';
import { isLab } from '../lab.ts';
import { sayEditor } from '../words.ts';
import { elsewhere } from './elsewhere.ts';

/** The report on this machine, and on what the lab in front uses of it, as Markdown. */
export async function makeReport(): Promise<string> {
  const { t } = vscode.l10n;
  const heading = `# ${t('Check This Machine')}\n\n`;
  if (platform !== 'linux') return heading + problemInWords({ what: sayEditor('needs-linux'), remedy: elsewhere() }, t);
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
  const texts = await commandTexts(notebook);
  const used = new Set([...programsRun(texts), ...programsInstalled(texts)]);
  // In the sandbox one is root already.
  used.delete('sudo');
  const host = openProcesses();
  const uses = { programs: [...used], linkTypes: [...linkTypesIn(texts)] };
  const { programs, install, linkTypes } = await lacksOf(host, uses).finally(() => host.dispose());
  const missing = programs.filter(({ isThere }) => !isThere);
  const heading = `## ${cell(basename(notebook.uri.path))}\n\n`;
  const lacking =
    linkTypes.length === 0
      ? ''
      : `${t('The kernel has no links of these types: {0}. Where the machine has the modules, this loads them: {1}', linkTypes.join(', '), code(loadCommand(linkTypes)))}\n\n`;
  if (missing.length === 0) return `${heading}${lacking}${t('All programs that it uses are installed.')}\n\n`;
  const rows = [
    [t('Missing'), t('Debian package')],
    ['---', '---'],
    ...missing.map(({ program, from }) => [code(program), from === undefined ? t('none') : code(from)]),
  ];
  const table = rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
  const how = install === undefined ? '' : `${t('To install what is missing: {0}', remedyOf(install))}\n\n`;
  return `${heading}${lacking}${table}\n${how}`;
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
