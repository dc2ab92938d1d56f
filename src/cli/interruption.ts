import { onAbort } from '../hosts/unless-aborted.ts';
import { EXIT } from './exit.ts';
import { say, stopWaiting } from './terminal.ts';

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
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * The first signal ends the running cell and the host, in order; the second one ends the program at once, upon which the
 * sandbox ends on its own. A reader that has gone (`| head`) interrupts as well, and so does a full disk. One that is there
 * and does not read is not waited for.
 */
export function onSignals(interruption: Interruption): void {
  onAbort(interruption.signal, () => setTimeout(stopWaiting, READER_MS).unref());
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (interruption.status !== undefined) dieOf(signal);
      interruption.raise(STATUS[signal]);
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && interruption.status === undefined)
      void say(process.stderr, `netlab-notebook: the output cannot be written: ${error.message}\n`);
    interruption.raise(error.code === 'EPIPE' ? 141 : EXIT.cannotWrite);
    process.exitCode = interruption.status;
  });
  // Nobody is left to report it to.
  process.stderr.on('error', () => undefined);
}

/** How long a reader may take to read, and then what still has to end to do so, in ms. */
const READER_MS = 500;
const PATIENCE_MS = 700;

/**
 * Ends the program if something that cannot be given up still holds it: getaddrinfo(3), until all name servers have timed out,
 * and a pipe that nobody reads. exit(3) would wait for the former, too.
 */
export function leaveSoon(status: number): void {
  const signal = SIGNALS.find((name) => STATUS[name] === status);
  if (signal) setTimeout(() => dieOf(signal), PATIENCE_MS).unref();
}

function dieOf(signal: keyof typeof STATUS): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
