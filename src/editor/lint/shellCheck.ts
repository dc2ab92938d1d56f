import * as vscode from 'vscode';
import type { Host } from '../../hosts/host.ts';
import type { CellText, Finding } from '../../lint/finding.ts';
import { shellcheckFindings } from '../../lint/shellcheck.ts';

/** ShellCheck on the machine on which the extension runs, if it is there and wanted. */
export class ShellCheck {
  #host: Promise<Host> | undefined;
  #isMissing = false;

  /** Undefined where it is not asked. */
  async findings(cell: CellText): Promise<Finding[] | undefined> {
    const isWanted = vscode.workspace.getConfiguration('netlab').get('shellcheck', true);
    // Without trust we start no program.
    if (!isWanted || !vscode.workspace.isTrusted || this.#isMissing) return undefined;
    this.#host ??= import('../../hosts/processes.ts').then(({ openProcesses }) => openProcesses());
    const host = await this.#host;
    try {
      return await shellcheckFindings(cell, (argv, options) => host.run(argv, options));
    } catch {
      this.#isMissing = true;
      return undefined;
    }
  }

  async dispose(): Promise<void> {
    await (await this.#host)?.dispose();
  }
}
