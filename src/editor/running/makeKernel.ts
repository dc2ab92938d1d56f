import * as vscode from 'vscode';
import type { Kernel } from '../../kernel/kernel.ts';
import { directoryOf } from '../cells/cells.ts';
import type { Hosts } from '../hosts/hosts.ts';
import type { Guards } from './guards.ts';
import type { KernelEvents } from './runnerParts.ts';

/** Makes the kernel of a notebook, for cells that run on that host unless they name another. */
export async function makeKernel(
  notebook: vscode.NotebookDocument,
  hostId: string,
  hosts: Hosts,
  guards: Guards,
  { lateOutput, lateEnds, savedChanged, fixesFound }: KernelEvents,
): Promise<Kernel> {
  // Loaded here and not at activation: it brings the hosts with it.
  const { createKernel } = await import('../../kernel/kernel.ts');
  const { t } = vscode.l10n;
  const { lacksIn } = await import('../../lint/lacks.ts');
  return createKernel({
    directory: directoryOf(notebook),
    defaultHost: hostId,
    hostId: (name) => hosts.idOf(name),
    openHost: (id, saved, givenUp) => hosts.open(notebook, id, saved, givenUp),
    guard: guards.of(notebook),
    answer: async (magic, at) => {
      const { answer } = await import('../../magics/answer.ts');
      return answer(magic, at, { t, fixesFound: (fixes) => fixesFound(at.request, fixes) });
    },
    onlooker: lacksIn,
    lateOutput,
    lateEnds,
    savedChanged,
  });
}
