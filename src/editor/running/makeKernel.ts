import * as vscode from 'vscode';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Answerer } from '../../magics/answer.ts';
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
  { lateOutput, lateEnds, savedChanged, answered }: KernelEvents,
): Promise<Kernel> {
  // Loaded here and not at activation: it brings the hosts with it.
  const { createKernel } = await import('../../kernel/kernel.ts');
  const { t } = vscode.l10n;
  const { lacksIn } = await import('../../lint/lacks.ts');
  let made: Promise<Answerer> | undefined;
  const answerer = () => {
    made ??= import('../../magics/answer.ts').then(
      (module) =>
        new module.Answerer({
          t,
          color: true,
          answered: ({ request, host }, answer) => answered(request, host.id, answer),
        }),
    );
    return made;
  };
  return createKernel({
    directory: directoryOf(notebook),
    defaultHost: hostId,
    hostId: (name) => hosts.idOf(name),
    openHost: (id, saved, givenUp) => hosts.open(notebook, id, saved, givenUp),
    guard: guards.of(notebook),
    answer: async (magic, at) => (await answerer()).answer(magic, at),
    onlooker: lacksIn,
    lateOutput,
    lateEnds,
    savedChanged,
  });
}
