/** That the user, or the system, wants the program to end; and the exit status it then has. */
export class Interruption {
  readonly #controller = new AbortController();
  status: number | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  raise(status: number): void {
    this.status ??= status;
    this.#controller.abort();
  }
}

/** 128 + the signal's number, as shells report it. */
const STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The first signal ends the running cell and the host, in order; the second one ends the program at once, upon which the
 * sandbox ends by itself. A reader that has gone (`| head`) interrupts as well.
 */
export function onSignals(interruption: Interruption): void {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interruption.status !== undefined) process.exit(STATUS[signal]);
      interruption.raise(STATUS[signal]);
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    interruption.raise(141);
  });
}
