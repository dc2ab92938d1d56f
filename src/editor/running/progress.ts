import type * as vscode from 'vscode';

/** How far the user is with a task. */
export interface TaskProgress {
  readonly task: string;
  readonly done: boolean;
  /** How often a check has found it not done when it was run on its own. */
  readonly tries: number;
}

const KEY = 'progress/';

/** What the user has done of the tasks of labs: remembered for all windows, by the names of the lab's file and of the task. */
export class Progress {
  readonly #state: vscode.Memento;
  readonly #changed: () => void;

  /** `changed` is told after each change. */
  constructor(state: vscode.Memento, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
  }

  of(lab: string): readonly TaskProgress[] {
    return this.#state.get<readonly TaskProgress[]>(KEY + lab, []);
  }

  /** How many of these tasks are done. */
  countDone(lab: string, tasks: readonly string[]): number {
    return this.of(lab).filter(({ task, done }) => done && tasks.includes(task)).length;
  }

  /**
   * A check has looked. A task that was done once stays so: a restart takes the network away, not what was learnt.
   * `alone`: who runs all cells has not asked for another hint.
   */
  async found(lab: string, task: string, { done, alone }: { done: boolean; alone: boolean }): Promise<TaskProgress> {
    const all = this.of(lab);
    const before = all.find((one) => one.task === task) ?? { task, done: false, tries: 0 };
    const counts = !done && alone;
    const now = { task, done: before.done || done, tries: before.tries + (counts ? 1 : 0) };
    await this.#state.update(KEY + lab, [...all.filter((one) => one.task !== task), now]);
    this.#changed();
    return now;
  }

  /** Forgets what was done in a lab, or in all of them. */
  async forget(lab?: string): Promise<void> {
    const keys = lab === undefined ? this.#state.keys().filter((key) => key.startsWith(KEY)) : [KEY + lab];
    for (const key of keys) await this.#state.update(key, undefined);
    this.#changed();
  }
}
