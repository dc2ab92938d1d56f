import fc from 'fast-check';

/** Seed of what tests choose by chance: the same in each run of `npm test`, so that its answer is about the change; `npm run soak` takes others. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

/** So many random cases, or `FUZZ_RUNS`. */
export const rounds = (some: number) => Number(process.env['FUZZ_RUNS'] ?? some);

fc.configureGlobal({ seed: SEED });

export default fc;
