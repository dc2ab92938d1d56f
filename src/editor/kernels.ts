import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Kernel } from '../kernel/kernel.ts';
import type { Care } from './care.ts';
import type { Hosts } from './hosts.ts';
import type { KernelEvents } from './labSession.ts';

/** Makes the kernel of a notebook, for cells that run on that host unless they name another. */
export async function makeKernel(
  notebook: vscode.NotebookDocument,
  hostId: string,
  hosts: Hosts,
  care: Care,
  { lateOutput, lateEnds, savedChanged }: KernelEvents,
): Promise<Kernel> {
  // Loaded here and not at activation: it brings the hosts with it.
  const { createKernel } = await import('../kernel/kernel.ts');
  return createKernel({
    directory: directoryOf(notebook),
    defaultHost: hostId,
    hostId: (name) => hosts.idOf(name),
    openHost: (id, joined, givenUp) => hosts.open(notebook, id, joined, givenUp),
    care: care.of(notebook),
    lateOutput,
    lateEnds,
    savedChanged,
  });
}

/** Where a notebook's first shell starts: its folder, or for one that is not saved yet the workspace's, or the user's. */
export function directoryOf(notebook: vscode.NotebookDocument): string {
  if (notebook.uri.scheme === 'file') return dirname(notebook.uri.fsPath);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
  return folder?.uri.fsPath ?? homedir();
}
