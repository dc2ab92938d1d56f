import type { Host } from '../hosts/host.ts';
import type { Said } from '../words.ts';
import { type BackgroundRun, endOfBackground, type OutputSink, type OutputStream, type RunEnd } from './run-types.ts';

/** Looks on while one cell runs, and says afterwards what its reader may not know. */
export interface Onlooker {
  /** What the cell prints; the chunk is not kept. */
  sees(stream: OutputStream, chunk: Buffer): void;
  /** Asked once, when it has ended on its own or by its time limit. May ask the host. */
  says(end: RunEnd, host: Host): Promise<readonly Said[]>;
}

/** A sink whose run is looked on at. */
export class WatchedRun implements OutputSink {
  readonly #onlooker: Onlooker | undefined;
  readonly #sink: OutputSink;

  constructor(onlooker: Onlooker | undefined, sink: OutputSink) {
    this.#onlooker = onlooker;
    this.#sink = sink;
  }

  write(stream: OutputStream, chunk: Buffer): void | Promise<void> {
    this.#onlooker?.sees(stream, chunk);
    return this.#sink.write(stream, chunk);
  }

  notice(what: Said): void {
    this.#sink.notice(what);
  }

  /** Notes what there is to say of a run that has ended; of one in the background, when it does. */
  async ended(end: RunEnd, host: Host): Promise<RunEnd> {
    if (end.kind === 'started') return { ...end, background: this.#inBackground(end.background, host) };
    if (end.kind === 'exit' || end.kind === 'timeout' || end.kind === 'shell-ended') await this.#tell(end, host);
    return end;
  }

  #inBackground(background: BackgroundRun, host: Host): BackgroundRun {
    const ended = background.ended.then(async (end) => {
      if (!end.stopped && end.lost === undefined) await this.#tell(endOfBackground(end), host);
      return end;
    });
    return { ...background, ended };
  }

  async #tell(end: RunEnd, host: Host): Promise<void> {
    // The host may just have ended: then there is nothing to say.
    const said = await this.#onlooker?.says(end, host).catch(() => []);
    for (const what of said ?? []) this.#sink.notice(what);
  }
}
