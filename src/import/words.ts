import { sayFrom } from '../words.ts';

/** What is done about a command that does not end on its own, and why. */
export const RUNS_ON_WORDS = {
  'to-background': '{0} runs until it is stopped: started in the background',
  'beside-the-rest': '{0} runs until it is stopped: started in the background, and the rest of the cell after it',
  'while-the-rest': '{0} runs until it is stopped: kept running for as long as the rest of the cell runs',
  'to-limit': '{0} runs until it is stopped: given {1} s',
} as const;

export const sayRunsOn = sayFrom(RUNS_ON_WORDS);
