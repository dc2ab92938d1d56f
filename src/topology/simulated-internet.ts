import type { Netns } from './model.ts';

export const SIMULATED_INTERNET = 'internet (simulated)';

/** Whether it is the sandbox's own netns that answers for every address outside (docs/sandbox.md). */
export const isSimulatedInternet = ({
  names,
  holder,
}: Pick<Netns, 'names'> & { holder?: Netns['holder'] | undefined }): boolean =>
  names.length === 0 && holder?.command === 'netlab-internet';
