import type { Said } from '../words.ts';

/** A question to the user that has a text for an answer: a password, the passphrase of a key. */
export interface Question {
  /** What it is for: 'SSH to lab-vm'. */
  readonly title: Said;
  /** 'Password for ann@192.0.2.7' */
  readonly text: Said;
  /** Not shown while it is typed, and never written to a log. */
  readonly secret: boolean;
  /** Under which name the answer may be kept, if the user agrees to that. Absent: it must not be kept. */
  readonly keepAs?: string;
}

/** A question that is answered by continuing, or not. */
export interface Confirmation {
  readonly title: Said;
  readonly text: Said;
  /** What the button that continues says. */
  readonly yes: Said;
}

/** Answers what a host must know: the editor’s user, or the one at the terminal. */
export interface Asker {
  /** Undefined when the user gave up. Throws HostError when there is nobody to ask. */
  ask(question: Question): Promise<string | undefined>;
  /** False when the user does not want it. Throws HostError when there is nobody to ask. */
  confirm(confirmation: Confirmation): Promise<boolean>;
  /** A kept answer turned out to be wrong: it is not given again. */
  forget(keepAs: string): Promise<void>;
}
