import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { isReal } from '../../hosts/catalog.ts';
import { HostError } from '../../hosts/host.ts';
import type { InnerShell } from '../../import/inner-shells.ts';
import { judge } from '../../kernel/expectation.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CellRequest, OutputSink, Refusal, RunResult } from '../../kernel/run-types.ts';
import { sayOfRun } from '../../kernel/words.ts';
import { directoryOf } from '../cells/cells.ts';
import type { Hosts, OpenedHost } from '../hosts/hosts.ts';
import { localisedText } from '../messages.ts';
import { plainLabel } from '../plainText.ts';
import { sayEditor } from '../words.ts';
import type { Guards } from './guards.ts';

/** What an interactive run is about. */
export interface Interaction {
  readonly notebook: vscode.NotebookDocument;
  readonly request: CellRequest;
  /** The host of cells that name none. */
  readonly hostId: string;
  readonly kernel: Kernel;
  readonly output: OutputSink;
  readonly stop: AbortSignal;
}

/**
 * FILE ARGV...: runs ARGV, writes its exit status into FILE, and keeps the terminal open until Enter is pressed, so that what was
 * printed can be read. $0 is what it says then. A Ctrl+C is meant for the command alone.
 */
const KEEP_OPEN =
  'trap : INT; file=$1; shift; "$@"; status=$?; echo $status >"$file"; printf "\\n%s" "$0"; read -r _; exit $status';

/** Runs an interactive cell in a terminal on its host. Undefined when the user closed the terminal before it ended. */
export async function runInTerminal(
  interaction: Interaction,
  hosts: Hosts,
  guards: Guards,
): Promise<RunResult | undefined> {
  const { notebook, kernel, output, stop, hostId } = interaction;
  const { attributes } = interaction.request;
  const request = { ...interaction.request, attributes: { ...attributes, interactive: false } };
  // Brings the parser of shell text, which nobody needs at activation.
  const { refusal, shellText } = await import('../../kernel/cell-text.ts');
  const refused = refusal(request);
  if (refused) return judge(refused, attributes.expect, 0);
  // Opens the host if need be, and finds out whether the netns and the directory are there.
  const probe = await kernel.run({ ...request, code: ':', language: 'sh' }, output, stop);
  if (probe.end.kind !== 'exit') return probe;

  const host = hosts.current(notebook, attributes.host ?? hostId);
  const disapproved = host && (await guards.of(notebook).mayRun(request, host));
  if (disapproved) return judge(disapproved, attributes.expect, 0);
  const prefix = attributes.netns === undefined ? [] : ['ip', 'netns', 'exec', attributes.netns];
  const lead = await leadTo(request.within ?? []);
  if ('kind' in lead) return judge(lead, attributes.expect, 0);
  const directory = resolve(directoryOf(notebook), attributes.cwd ?? '');
  const argv = host?.terminal?.([...prefix, ...lead, 'bash', '-c', shellText(request)], directory);
  if (!host || !argv) throw new HostError(sayEditor('no-terminal'));
  output.notice(sayOfRun('in-terminal'));
  const place = attributes.name ?? attributes.netns ?? vscode.l10n.t('Netlab cell');
  const code = await inTerminal(looksOf({ notebook, host }, place), argv, stop);
  return code === undefined ? undefined : judge({ kind: 'exit', code }, attributes.expect, 0);
}

/** What leads to a shell within those, or why nothing does. */
async function leadTo(within: readonly InnerShell[]): Promise<readonly string[] | Refusal> {
  const { fixedPrefix } = await import('../../import/inner-shells.ts');
  const all: string[] = [];
  for (const shell of within) {
    const prefix = fixedPrefix(shell);
    if (!prefix) return { kind: 'refused', what: sayEditor('not-in-terminal', `\`${shell.command}\``) };
    all.push(...prefix);
  }
  return all;
}

/** Opens a terminal that runs a host's argv for it. */
export function openTerminal(
  opened: OpenedHost,
  place: string,
  [shellPath = '', ...shellArgs]: readonly string[],
): void {
  vscode.window.createTerminal({ ...looksOf(opened, place), shellPath, shellArgs, isTransient: true }).show();
}

/** The title of a terminal says where it is and whose; the tab of one on a real network is of another colour. */
function looksOf({ notebook, host }: OpenedHost, place: string): vscode.TerminalOptions {
  const real = isReal(host);
  const whose = real ? `⚠ ${localisedText(host.label)}` : basename(notebook.uri.path, '.netlab');
  return {
    name: plainLabel(`${place} – ${whose}`),
    iconPath: new vscode.ThemeIcon(real ? 'warning' : 'terminal'),
    color: new vscode.ThemeColor(real ? 'terminal.ansiRed' : 'terminal.ansiCyan'),
  };
}

/** The exit status, as soon as the command has ended; undefined when the terminal was closed before. */
async function inTerminal(
  looks: vscode.TerminalOptions,
  argv: readonly string[],
  stop: AbortSignal,
): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const folder = mkdtempSync(join(tmpdir(), 'netlab-cell-'));
  const terminal = vscode.window.createTerminal({
    ...looks,
    shellPath: '/bin/sh',
    shellArgs: ['-c', KEEP_OPEN, t('The cell has ended. Press Enter to close.'), join(folder, 'status'), ...argv],
    isTransient: true,
  });
  terminal.show();
  const end = () => terminal.dispose();
  stop.addEventListener('abort', end);
  try {
    return await statusIn(folder, terminal);
  } finally {
    stop.removeEventListener('abort', end);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is written into the file `status` of a folder; undefined when the terminal is closed without. */
function statusIn(folder: string, terminal: vscode.Terminal): Promise<number | undefined> {
  const written = () => {
    const file = join(folder, 'status');
    const [, status] = (existsSync(file) && /^(\d+)\n$/.exec(readFileSync(file, 'utf8'))) || [];
    return status === undefined ? undefined : Number(status);
  };
  return new Promise((resolve) => {
    const over = (status: number | undefined) => {
      watcher.close();
      listener.dispose();
      resolve(status);
    };
    const watcher = watch(folder, () => {
      const status = written();
      if (status !== undefined) over(status);
    });
    const listener = vscode.window.onDidCloseTerminal((closed) => {
      if (closed === terminal) over(written());
    });
  });
}
