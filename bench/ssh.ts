import { execa } from 'execa';
import { readTopology } from '../src/discovery/collection.ts';
import { openMachine } from '../src/hosts/machine/machine.ts';
import { openSandbox } from '../src/hosts/sandbox/sandbox.ts';
import { openSshProcesses } from '../src/hosts/ssh/processes.ts';
import { createKernel, type Kernel } from '../src/kernel/kernel.ts';
import { type BadLine, startProxy } from '../test/real/ssh/proxy.ts';
import { asker, changedConfig, connections, noServer, type Server, startServer } from '../test/real/ssh/server.ts';
import { type Figure, inTurn, type Measured, median, ms, row, time } from './figure.ts';
import { runCell } from './kernel.ts';
import { buildNamespaces, namespaces } from './topology-world.ts';

const ROUND_TRIP_MS = 50;
const BYTES = 6_888_896;

interface World {
  readonly server: Server;
  readonly proxy: BadLine;
  /** Leads through the proxy. */
  readonly far: string;
  /** ssh(1) to the same server, with these words behind it. */
  readonly ssh: (...words: string[]) => Promise<{ stdout: Uint8Array }>;
}

/** An OpenSSH server, for as long as `use` takes. */
async function withServer(use: (world: World) => Promise<Measured>): Promise<Measured> {
  if (noServer !== undefined) throw new Error(noServer);
  const server = await startServer();
  const proxy = await startProxy(server.port);
  const far = changedConfig(server, { Port: proxy.port, HostKeyAlias: `[127.0.0.1]:${server.port}` });
  const ssh: World['ssh'] = (...words) =>
    execa('ssh', ['-F', server.config, ...words], { encoding: 'buffer', stdin: 'ignore', stripFinalNewline: false });
  try {
    return await use({ server, proxy, far, ssh });
  } finally {
    await proxy.close();
    await server.dispose();
  }
}

const connect = (configFile: string) => openSshProcesses({ host: 'lab' }, { asker: asker(), connections, configFile });

async function withKernel<T>(config: string, use: (kernel: Kernel) => Promise<T>): Promise<T> {
  const machine = { id: 'ssh:lab', label: 'lab', become: 'none', mayStall: true, asker: asker() } as const;
  const openHost = async () => openMachine(await connect(config), machine);
  const kernel = createKernel({ directory: '/tmp', defaultHost: 'ssh:lab', openHost });
  try {
    return await use(kernel);
  } finally {
    await kernel.dispose();
  }
}

const cell: Figure = {
  name: 'ssh-true',
  what: 'a cell `true` over SSH, median of 200',
  against: '`ssh -o ControlMaster` to the same server, `true`',
  aim: '≤ 0.5',
  measure: () =>
    withServer(({ server, ssh }) =>
      withKernel(server.config, async (kernel) => {
        const master = ['-o', `ControlPath=${server.directory}/master`];
        await execa('ssh', ['-F', server.config, ...master, '-o', 'ControlMaster=yes', '-fN', 'lab'], {
          stdio: 'ignore',
        });
        try {
          return row(
            await inTurn(
              200,
              10,
              () => runCell(kernel, 'true'),
              () => ssh(...master, 'lab', 'true'),
            ),
          );
        } finally {
          await ssh(...master, '-O', 'exit', 'lab');
        }
      }),
    ),
};

const farCell: Figure = {
  name: 'ssh-far',
  what: 'a cell `true` over SSH at 50 ms round trip, median of 40',
  against: 'one round trip',
  aim: '≤ 1.3',
  measure: () =>
    withServer(({ proxy, far }) =>
      withKernel(far, async (kernel) => {
        await runCell(kernel, 'true');
        proxy.delay(ROUND_TRIP_MS / 2);
        const times: number[] = [];
        for (let round = 0; round < 40; round++) times.push(await time(() => runCell(kernel, 'true')));
        return row({ ours: median(times), against: ROUND_TRIP_MS });
      }),
    ),
};

const lines: Figure = {
  name: 'ssh-seq',
  what: '`seq 1 1000000` over SSH, nothing lost',
  against: '`ssh host seq 1 1000000` by execa',
  aim: '≤ 1.3',
  measure: () =>
    withServer(({ server, ssh }) =>
      withKernel(server.config, async (kernel) => {
        const counted = (bytes: number) => {
          if (bytes !== BYTES) throw new Error(`${bytes} bytes instead of ${BYTES}`);
        };
        const ours = async () => {
          let bytes = 0;
          await runCell(kernel, 'seq 1 1000000', (_, chunk) => {
            bytes += chunk.length;
          });
          counted(bytes);
        };
        return row(await inTurn(11, 2, ours, async () => counted((await ssh('lab', 'seq 1 1000000')).stdout.length)));
      }),
    ),
};

const connecting: Figure = {
  name: 'ssh-connect',
  what: 'connect by SSH with a key, and `true`',
  against: '`ssh host true`',
  aim: '≤ 1.2',
  measure: () =>
    withServer(async ({ server, ssh }) => {
      const ours = async () => {
        const host = await connect(server.config);
        await host.run(['true']);
        await host.dispose();
      };
      return row(await inTurn(20, 2, ours, () => ssh('lab', 'true')));
    }),
};

const snapshot: Figure = {
  name: 'ssh-snapshot',
  what: 'snapshot of 100 namespaces over SSH at 50 ms round trip',
  against: 'the same locally',
  aim: '≤ local + 3 round trips',
  measure: () =>
    withServer(async ({ proxy, far }) => {
      const local = await namespaces(100);
      const remote = await openSandbox(await connect(far), { internet: 'none', responder: null });
      try {
        await buildNamespaces(remote, 100);
        proxy.delay(ROUND_TRIP_MS / 2);
        const times = await inTurn(
          9,
          1,
          () => readTopology(remote),
          () => readTopology(local),
        );
        const trips = ((times.ours - times.against) / ROUND_TRIP_MS).toFixed(1);
        return { ours: `${ms(times.ours)}: local + ${trips} round trips`, against: ms(times.against) };
      } finally {
        proxy.delay(0);
        await remote.dispose();
        await local.dispose();
      }
    }),
};

export const ssh: readonly Figure[] = [cell, farCell, lines, connecting, snapshot];
