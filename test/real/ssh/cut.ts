import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { openSshProcesses } from '../../../src/hosts/ssh/processes.ts';
import { processesWhere, until } from '../hosts/support.ts';
import { TestKernel } from '../kernel/harness.ts';
import { startProxy } from './proxy.ts';
import { asker, changedConfig, connections, type Server } from './server.ts';

/** Counts for ever, and leaves a process that wants to live on. */
const CELL = (mark: string) =>
  `setsid sleep ${mark} </dev/null >/dev/null 2>&1 & i=0; while :; do i=$((i+1)); echo $i; [ $((i % 500)) != 0 ] || sleep 0.02; done`;

/**
 * Breaks the line at random moments of a cell: it ends soon, its output is a part of the true one from its beginning, nothing
 * is left on the machine, and the next cell works.
 */
export async function cutAtRandom(server: Server, rounds: number): Promise<void> {
  const proxy = await startProxy(server.port);
  const configFile = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
  const machine = { id: 'ssh:lab', label: 'lab', become: 'none', mayStall: true } as const;
  const lab = new TestKernel(async () =>
    openMachine(await openSshProcesses({ host: 'lab' }, { asker: asker(), connections, configFile }), {
      ...machine,
      asker: asker(),
    }),
  );
  try {
    await lab.run('true');
    for (let round = 0; round < rounds; round++) {
      const mark = `9${Math.floor(Math.random() * 1e9)}.5`;
      const moment = Math.random() * 800;
      const cell = lab.run(CELL(mark));
      await sleep(moment);
      const cut = Date.now();
      proxy.cut();
      const ran = await cell;
      const what = `round ${round}, cut after ${moment.toFixed(0)} ms`;
      expect([what, ran.end.kind]).toEqual([what, 'connection-lost']);
      expect([what, Date.now() - cut < 15_000]).toEqual([what, true]);
      const printed = ran.stdout.split('\n').slice(0, -1);
      const wrong = printed.findIndex((line, index) => line !== String(index + 1));
      expect([what, wrong, printed[wrong]]).toEqual([what, -1, undefined]);
      const left = () =>
        processesWhere((directory) => readFileSync(`${directory}/cmdline`, 'utf8').split('\0').includes(mark));
      expect([what, await until(() => left().length === 0, 30_000)]).toEqual([what, true]);
      const next = await lab.run('echo works');
      expect([what, next.stdout, next.end]).toEqual([what, 'works\n', { kind: 'exit', code: 0 }]);
    }
  } finally {
    await lab.close();
    await proxy.close();
  }
}
