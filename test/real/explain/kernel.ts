// Networks side by side on one host, and what really arrives in them.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Host, RemoteProcess } from '../../../src/hosts/host.ts';
import type { Flow, Network } from './networks.ts';
import type { Op } from './plan.ts';

const PROGRAM = readFileSync(join(import.meta.dirname, 'networks.pl'), 'utf8');
/** Carrier (linkwatch takes up to a second), and the addresses that IPv6 looks for twice. */
const SETTLED_MS = 2500;

/** Until the kernel has nothing more to do. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLED_MS));

/** Makes them, and waits until the kernel has nothing more to do. Returns what the programs complained about. */
export async function make(host: Host, networks: readonly Network[]): Promise<string> {
  const all = networks.flatMap(({ ops }) => ops);
  const outside = (tool: Op['tool']) => all.filter((op) => op.tool === tool).map((op) => op.text);
  const first = await ip(host, [...outside('netns'), ...outside('link')]);
  const inside = all.filter(({ tool }) => !['netns', 'link', 'listen'].includes(tool));
  const lines = inside.map((op) => `${op.netns} ${op.tool} ${op.text}\n`).join('');
  const said = await run(host, ['perl', '-e', PROGRAM, 'make'], lines);
  await settled();
  return first + said.err;
}

/** A program that listens wherever one should, until its input ends. */
export async function serve(host: Host, networks: readonly Network[]): Promise<RemoteProcess> {
  const sockets = networks.flatMap(({ ops }) => ops).filter(({ tool }) => tool === 'listen');
  const server = host.spawn(['perl', '-e', PROGRAM, 'serve']);
  const said = text(server.stderr);
  server.stdin.write(`${sockets.map((op) => `${op.netns} ${op.text}\n`).join('')}.\n`);
  const isReady = await Promise.race([once(server.stdout, 'data'), server.exited.then(() => undefined)]);
  if (!isReady) throw new Error(`nobody listens: ${await said}`);
  return server;
}

const ip = async (host: Host, lines: readonly string[]): Promise<string> =>
  (await run(host, ['ip', '-force', '-batch', '-'], lines.join('\n'))).err;

async function run(host: Host, argv: readonly string[], input: string) {
  const { stdout, stderr, cut } = await host.run(argv, { input, timeoutMs: 600_000 });
  if (cut) throw new Error(`${argv[0]} took too long`);
  return { out: stdout.toString(), err: stderr.toString() };
}

export interface Asked {
  readonly network: Network;
  readonly flow: Flow;
  /** Then it is tried again when it fails, as this machine may be busy. */
  readonly expected: boolean;
}

const TRIES = 3;

/** Whether each was answered. */
export async function ask(host: Host, flows: readonly Asked[]): Promise<boolean[]> {
  const lines = flows.map(({ network, flow, expected }, at) => {
    const spaces = [...new Set(network.ops.map(({ netns }) => netns))].join(',');
    const { from, source = '-', to, protocol = 'icmp', port = 0 } = flow;
    return [network.seed, at, spaces, from, source, to, expected ? TRIES : 1, protocol, port].join(' ');
  });
  const { out, err } = await run(host, ['perl', '-e', PROGRAM, 'send'], `${lines.join('\n')}\n`);
  const answers = new Map(
    out
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([at, answer]) => [Number(at), answer === '1'] as const),
  );
  return flows.map((_, at) => {
    const answer = answers.get(at);
    if (answer === undefined) throw new Error(`no answer of ${lines[at]}: ${err}`);
    return answer;
  });
}

export async function remove(host: Host, networks: readonly Network[]): Promise<void> {
  const made = networks.flatMap(({ ops }) => ops).filter(({ tool }) => tool === 'netns');
  await ip(
    host,
    made.map(({ netns }) => `netns del ${netns}`),
  );
}
