import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { flowOf, readQuestion } from '../../../src/explain/arguments.ts';
import { whereOf } from '../../../src/explain/where.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { openCommandProcesses } from '../../../src/hosts/remote/command.ts';
import { watch } from '../../../src/watch/watch.ts';
import { inWords } from '../../../src/words.ts';
import { needs } from '../../needs.ts';
import { sh, until } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';
import { networkOn, passes, watched, watchers } from './support.ts';

/** tracefs is of the whole machine: it is mounted where nobody else sees that. */
const MACHINE = `mount -t tmpfs t /run && mkdir /run/netns && mount -t sysfs s /sys && mount -t tracefs t /sys/kernel/tracing && echo up && exec cat`;

const isRootHere =
  process.getuid?.() === 0 &&
  /^\s*0\s+0\s+4294967295\b/.test(readFileSync('/proc/self/uid_map', 'utf8')) &&
  readFileSync('/proc/filesystems', 'utf8').includes('tracefs');
const here = needs(isRootHere, 'root in the first user namespace, with tracefs');

/** A network of its own, in which we are root as on a real machine. */
async function machine(script = ''): Promise<Host> {
  const holder = spawn('unshare', ['--net', '--mount', 'sh', '-c', MACHINE], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const host = openCommandProcesses(['nsenter', '-t', `${holder.pid}`, '-n', '-m', '--'], { id: 'm', label: 'm' });
  onTestFinished(() => host.dispose());
  await networkOn(host, script);
  return host;
}

const instances = async (host: Host) => (await sh(host, 'ls /sys/kernel/tracing/instances')).out;

/** Processes of ours on that machine, what watches first; there may be others on this one. */
async function own(host: Host): Promise<string[]> {
  const all = await Promise.all(
    (await watchers(host)).map(async (pid) => [pid, (await sh(host, `readlink /proc/${pid}/ns/mnt`)).out] as const),
  );
  const { out } = await sh(host, 'readlink /proc/self/ns/mnt');
  return all.filter(([, namespace]) => namespace === out).map(([pid]) => pid);
}

/** 'IP_RPFILTER c'. On a machine that is busy the moments may lie too far apart: then it is watched again. */
async function dropsOf(host: Host, question: string): Promise<string[]> {
  const topology = await readTopology(host);
  const flow = flowOf(topology, readQuestion(question.split(' ')));
  for (let left = 4; ; left--) {
    const { drops } = await watch(host, topology, flow, undefined, { timeoutMs: 300 });
    if (drops.length > 0 || left === 0)
      return drops.map((one) => `${one.reason} ${inWords(whereOf(topology, one.netns))}`);
  }
}

here.test('the kernel’s own reason for dropping the packet is shown, and where; nothing is left', async () => {
  const host = await machine(
    'ip -n c route add default via 10.1.0.254; ip netns exec c sysctl -qw net.ipv4.conf.eth0.rp_filter=1',
  );
  const cases = [
    ['a 10.1.0.1', 'sysctl -qw net.ipv4.conf.all.forwarding=0', 'IP_INADDRERRORS', 'the host'],
    [
      'a 10.1.0.1',
      'sysctl -qw net.ipv4.conf.all.forwarding=1; ip -n c route add unreachable 10.0.0.0/24',
      'IP_RPFILTER',
      'c',
    ],
    ['a b', 'iptables -A FORWARD -s 10.0.0.1 -j DROP', 'NETFILTER_DROP', 'the host'],
    ['a 10.9.9.9', 'iptables -F', 'IP_INNOROUTES', 'the host'],
  ] as const;
  for (const [question, change, reason, where] of cases) {
    await ok(host, change);
    expect([question, change, await dropsOf(host, question)]).toEqual([question, change, [`${reason} ${where}`]]);
  }
  expect(await instances(host)).toBe('');
});

here.test(
  'what is delivered is not dropped, and nothing is told of what others send; killed, its instance goes too',
  async () => {
    const host = await machine();
    const flood = host.spawn(['ip', 'netns', 'exec', 'c', 'ping', '-q', '-f', '-w', '20', '10.9.9.9']);
    const same = host.spawn(['ip', 'netns', 'exec', 'a', 'ping', '-q', '-f', '-w', '20', '10.9.9.9']);
    const seen = await watched(host, 'a b');
    expect(seen.observation).toMatchObject({ outcome: { kind: 'answered' }, drops: [] });
    expect(passes(seen, 'answer').at(-1)).toBe('a in eth0');
    for (const process of [flood, same]) await process.signal('SIGKILL');
    await ok(host, 'iptables -P FORWARD DROP');
    const topology = await readTopology(host);
    const flow = flowOf(topology, { from: 'a', to: '10.1.0.1', protocol: 'icmp' });
    const begun = async () => {
      const run = watch(host, topology, flow, undefined, { timeoutMs: 20_000 });
      expect(await until(async () => (await instances(host)).startsWith('netlab-watch-'), 10_000)).toBe(true);
      expect(await until(async () => (await own(host)).length === 2, 5000)).toBe(true);
      return { run, all: await own(host) };
    };
    const first = await begun();
    await sh(host, `kill -9 ${first.all[0]}`);
    await first.run;
    expect(await until(async () => (await instances(host)) === '', 5000)).toBe(true);
    const second = await begun();
    await sh(host, `kill -9 ${second.all.join(' ')}`);
    await second.run;
    expect(await instances(host)).toMatch(/^netlab-watch-/);
    await watch(host, topology, flow, undefined, { timeoutMs: 300 });
    expect(await instances(host)).toBe('');
  },
);
