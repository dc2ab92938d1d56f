import { describe, test } from 'vitest';

/** Tests of what may be missing: where it is, they run; where it is not, one test is skipped and says what is missing. */
export function needs(present: boolean, what: string) {
  const skipped = (name: string) => test(name, ({ skip }) => skip(`${what}: not here`));
  return {
    describe: (name: string, body: () => void) => void (present ? describe(name, body) : skipped(name)),
    test: (name: string, body: () => void | Promise<void>, timeout?: number) =>
      present ? test(name, body, timeout) : skipped(name),
  };
}
