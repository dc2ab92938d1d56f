import type { Asker, Question } from '../../../src/hosts/asker.ts';
import { HostError } from '../../../src/hosts/host.ts';
import { said } from '../../said.ts';

/** Where there is nobody to ask. */
export const nobody: Asker = {
  ask: () => Promise.reject(new HostError(said('There is nobody to ask.'))),
  confirm: () => Promise.reject(new HostError(said('There is nobody to ask.'))),
  forget: async () => undefined,
};

/** Gives these answers, one after another, and notes what it was asked. */
export class Answers implements Asker {
  readonly asked: Question[] = [];
  readonly forgotten: string[] = [];
  readonly #answers: (string | undefined)[];

  constructor(...answers: (string | undefined)[]) {
    this.#answers = answers;
  }

  async ask(question: Question): Promise<string | undefined> {
    this.asked.push(question);
    return this.#answers.shift();
  }

  async confirm(): Promise<boolean> {
    return false;
  }

  async forget(keepAs: string): Promise<void> {
    this.forgotten.push(keepAs);
  }
}
