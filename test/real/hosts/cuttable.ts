import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ExitStatus, Host, RemoteProcess } from '../../../src/hosts/host.ts';
import { HostError } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import type { Said } from '../../../src/words.ts';
import { said } from '../../said.ts';
import { until } from './support.ts';

/** The machine under test behind a line that the test can cut. */
export class CuttableLine {
  readonly #live = new Set<() => void>();
  /** While it is down no connection can be made. */
  down = false;
  /** The connections that have been begun, and whether what they are for is known to go on over the last. */
  opened = 0;
  restored = true;
  readonly connection = (state: { readonly lost: Said } | 'restored'): void => {
    this.restored = state === 'restored';
  };

  /** A connection: its processes end, and it is of no more use, when the line is cut. */
  readonly open = async (): Promise<Host> => {
    if (this.down) throw new HostError(said('The line is down.'));
    this.opened++;
    const inner = openProcesses();
    let lost = false;
    const cuts = new Set<(status: ExitStatus) => void>();
    const cut = () => {
      lost = true;
      this.#live.delete(cut);
      void inner.dispose();
      for (const end of cuts) end({ code: null, signal: null, lost: said('The line was cut.') });
    };
    this.#live.add(cut);
    const spawn = (argv: readonly string[]): RemoteProcess => {
      if (lost) throw new HostError(said('The line was cut.'));
      const process = inner.spawn(argv);
      const cutOff = new Promise<ExitStatus>((resolve) => cuts.add(resolve));
      return { ...process, exited: Promise.race([process.exited, cutOff]) };
    };
    return { id: 'line', label: 'The machine', sandboxed: false, spawn, run: inner.run, dispose: inner.dispose };
  };

  cut(): void {
    for (const cut of [...this.#live]) cut();
  }
}

/** Sends random bytes through a process on the host while the line is cut at random moments: all come back, on both streams. */
export async function echoOverCuts(line: CuttableLine, host: Host, cuts: number): Promise<void> {
  const process = host.spawn(['sh', '-c', 'tee /dev/stderr']);
  const received = [digest(process.stdout), digest(process.stderr)];
  let cutting = true;
  const cutter = (async () => {
    for (let cut = 1; cut <= cuts; cut++) {
      const { opened } = line;
      await sleep(Math.random() * 60);
      line.cut();
      // Now and then before the next connection is of use.
      await until(() => line.opened > opened && (line.restored || cut % 10 === 0), 20_000);
    }
    cutting = false;
  })();
  const sent = createHash('sha256');
  let size = 0;
  for (let n = 0; cutting; n++) {
    const chunk = Buffer.alloc(Math.floor(Math.random() * 50_000), `${n} `);
    sent.update(chunk);
    size += chunk.length;
    if (!process.stdin.write(chunk)) await new Promise((resolve) => process.stdin.once('drain', resolve));
    if (n % 20 === 0) await sleep(2);
  }
  await cutter;
  process.stdin.end();
  const expected = { size, hash: sent.digest('hex') };
  expect(await Promise.all(received)).toEqual([expected, expected]);
  expect(await process.exited).toEqual({ code: 0, signal: null });
  expect(line.opened).toBeGreaterThan(cuts);
}

async function digest(stream: AsyncIterable<Buffer>): Promise<{ size: number; hash: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, hash: hash.digest('hex') };
}
