import type { Asker, Question } from './asker.ts';

/**
 * What was answered in this run of the program, so that nothing is asked twice. The one place where passwords and passphrases
 * stay in memory: code that needs one asks for it each time, and after `clear` the user is asked again.
 */
export class SecretCache {
  readonly #answers = new Map<string, string>();
  /** Questions that are being asked. */
  readonly #open = new Map<string, Promise<string | undefined>>();
  /** Another one begins when all is forgotten. */
  #era = {};

  /** An asker that asks what may be kept only once, until it turns out to be wrong or all is forgotten. */
  remembering(asker: Asker): Asker {
    return {
      ask: (question) => this.#ask(asker, question),
      confirm: (confirmation) => asker.confirm(confirmation),
      forget: (keepAs) => {
        this.#answers.delete(keepAs);
        return asker.forget(keepAs);
      },
    };
  }

  clear(): void {
    this.#answers.clear();
    this.#open.clear();
    this.#era = {};
  }

  #ask(asker: Asker, question: Question): Promise<string | undefined> {
    const { keepAs } = question;
    if (keepAs === undefined) return asker.ask(question);
    const known = this.#answers.get(keepAs);
    if (known !== undefined) return Promise.resolve(known);
    const open = this.#open.get(keepAs) ?? this.#askNew(asker, question, keepAs);
    this.#open.set(keepAs, open);
    return open;
  }

  async #askNew(asker: Asker, question: Question, keepAs: string): Promise<string | undefined> {
    const era = this.#era;
    try {
      const answer = await asker.ask(question);
      if (answer !== undefined && era === this.#era) this.#answers.set(keepAs, answer);
      return answer;
    } finally {
      if (era === this.#era) this.#open.delete(keepAs);
    }
  }
}
