import * as vscode from 'vscode';
import type { CellRequest } from '../kernel/run.ts';

/** Runs an interactive cell in a terminal; resolves with its exit status, or undefined when the user closed the terminal. */
export async function runInTerminal(
  argv: readonly string[],
  request: CellRequest,
  stop: AbortSignal,
): Promise<number | undefined> {
  const [shellPath = '', ...shellArgs] = argv;
  const name = request.attributes.name ?? vscode.l10n.t('Netlab cell');
  const terminal = vscode.window.createTerminal({ name, shellPath, shellArgs, isTransient: true });
  terminal.show();
  const end = () => terminal.dispose();
  stop.addEventListener('abort', end);
  return new Promise((resolve) => {
    const listener = vscode.window.onDidCloseTerminal((closed) => {
      if (closed !== terminal) return;
      listener.dispose();
      stop.removeEventListener('abort', end);
      resolve(closed.exitStatus?.reason === vscode.TerminalExitReason.Process ? closed.exitStatus.code : undefined);
    });
  });
}
