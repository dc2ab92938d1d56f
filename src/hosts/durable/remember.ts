import type { Asker } from '../asker.ts';

/** Remembers secrets in memory for as long as it is used, so that a reconnect does not ask for them again. */
export function remembering(asker: Asker): Asker {
  const known = new Map<string, string>();
  return {
    ...asker,
    ask: async (question) => {
      const { keepAs } = question;
      const answer = (keepAs !== undefined && known.get(keepAs)) || (await asker.ask(question));
      if (keepAs !== undefined && answer !== undefined) known.set(keepAs, answer);
      return answer;
    },
    confirm: (confirmation) => asker.confirm(confirmation),
    forget: (keepAs) => {
      known.delete(keepAs);
      return asker.forget(keepAs);
    },
  };
}
