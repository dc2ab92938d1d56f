import type { Asker } from '../asker.ts';

/** Answers of this run of the program, so that a further connection to a machine asks nothing again. Nowhere but in memory. */
const answers = new Map<string, string>();

/** An asker that asks what may be kept only once, until the answer turns out to be wrong. */
export function remembering(asker: Asker): Asker {
  return {
    confirm: (confirmation) => asker.confirm(confirmation),
    ask: async (question) => {
      const { keepAs } = question;
      const known = keepAs === undefined ? undefined : answers.get(keepAs);
      if (known !== undefined) return known;
      const answer = await asker.ask(question);
      if (keepAs !== undefined && answer !== undefined) answers.set(keepAs, answer);
      return answer;
    },
    forget: async (keepAs) => {
      answers.delete(keepAs);
      await asker.forget(keepAs);
    },
  };
}

/** Everything is asked again. */
export function forgetAnswers(): void {
  answers.clear();
}
