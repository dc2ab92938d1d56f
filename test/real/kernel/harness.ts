import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKernel, type Kernel } from '../../../src/kernel/kernel.ts';
import type { KernelOptions } from '../../../src/kernel/kernel-options.ts';
import type { CellRequest, RunResult } from '../../../src/kernel/run-types.ts';
import { type CellAttributes, DEFAULT_ATTRIBUTES } from '../../../src/notebook/attributes.ts';
import { inWords, problemInWords, type Said } from '../../../src/words.ts';

export interface Ran extends Omit<RunResult, 'reason'> {
  /** In English. */
  readonly reason?: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
  readonly notices: readonly string[];
  /** Milliseconds from the stop to the end, when it was stopped. */
  readonly stoppedAfter?: number;
}

export interface RunSettings extends Partial<CellAttributes> {
  /** Milliseconds after which the cell is stopped; or what its stdout must hold first. */
  readonly stopAfter?: number | string;
  readonly language?: string;
  /** The shells that are open before it. */
  readonly within?: CellRequest['within'];
  readonly unattended?: true;
}

/** A kernel for tests, with a directory of its own. */
export class TestKernel {
  readonly directory = mkdtempSync(join(tmpdir(), 'netlab-kernel-'));
  readonly kernel: Kernel;
  readonly late: { code: string; stream: string; text: string }[] = [];
  readonly #requests = new Map<CellRequest, string>();

  constructor(openHost: KernelOptions['openHost']) {
    this.kernel = createKernel({
      directory: this.directory,
      defaultHost: 'sandbox',
      openHost,
      lateOutput: (request, stream, chunk) => {
        this.late.push({ code: this.#requests.get(request) ?? '', stream, text: chunk.toString() });
      },
    });
  }

  async run(code: string, settings: RunSettings = {}): Promise<Ran> {
    const { stopAfter, language = 'sh', within = [], unattended, ...attributes } = settings;
    const request: CellRequest = {
      ...{ code, language, attributes: { ...DEFAULT_ATTRIBUTES, ...attributes }, within },
      ...(unattended ? { unattended } : {}),
    };
    this.#requests.set(request, code);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const notices: string[] = [];
    const stop = new AbortController();
    let stoppedAt: number | undefined;
    const stopNow = () => {
      stoppedAt ??= performance.now();
      stop.abort();
    };
    if (typeof stopAfter === 'number') setTimeout(stopNow, stopAfter);
    const sink = {
      write: (stream: 'stdout' | 'stderr', chunk: Buffer) => {
        (stream === 'stdout' ? out : err).push(chunk);
        if (typeof stopAfter === 'string' && Buffer.concat(out).includes(stopAfter)) stopNow();
      },
      notice: (what: Said) => void notices.push(inWords(what)),
    };
    const { reason, ...result } = await this.kernel.run(request, sink, stop.signal);
    const bytes = Buffer.concat(out);
    return {
      ...result,
      ...(reason ? { reason: problemInWords(reason) } : {}),
      bytes,
      stdout: bytes.toString(),
      stderr: Buffer.concat(err).toString(),
      notices,
      ...(stoppedAt === undefined ? {} : { stoppedAfter: performance.now() - stoppedAt }),
    };
  }

  async close(): Promise<void> {
    await this.kernel.dispose();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Waits until a condition holds. Throws after `limitMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 10_000,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
