import * as vscode from 'vscode';
import { type Forward, forward } from '../../hosts/forward.ts';
import type { Listener } from '../../kernel/listeners.ts';
import type { BackgroundRun } from '../../kernel/run-types.ts';
import { problemInWords } from '../../words.ts';
import { showStatus, showWarning } from '../messages.ts';

/** A background cell that runs, with the forwards to its ports, by their numbers there. They end with it. */
export interface Served {
  readonly run: BackgroundRun;
  readonly forwards: Map<number, Promise<Forward>>;
}

/** Opens what a background cell serves in the browser, through a port of our loopback. */
export async function openInBrowser(served: Served, listener: Listener): Promise<void> {
  const problem = await served.run.whyUnreachable(listener);
  if (problem) {
    void showWarning(problemInWords(problem, vscode.l10n.t));
    return;
  }
  const { port } = await forwardOf(served, listener);
  showStatus(vscode.l10n.t('127.0.0.1:{0} leads to port {1} of the cell.', port, listener.port), 10_000, 'globe');
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(`http://127.0.0.1:${port}/`)));
}

function forwardOf({ run, forwards }: Served, listener: Listener): Promise<Forward> {
  const current = forwards.get(listener.port);
  if (current) return current;
  const made = forward(() => run.connect(listener));
  forwards.set(listener.port, made);
  void run.ended.then(async () => (await made).close());
  return made;
}
