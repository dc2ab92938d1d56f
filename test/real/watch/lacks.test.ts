import { expect, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { ruleText } from '../../../src/watch/text.ts';
import { ok } from '../topology/support.ts';
import { leftBehind, network, passes, watched } from './support.ts';

/** Mounts over a program what cannot be executed. */
const hide = (host: Host, program: string) =>
  ok(host, `for p in $(which -a ${program} | xargs -r readlink -f | sort -u); do mount --bind /dev/null "$p"; done`);

test('without Perl it is sent all the same, and what is missing is said', async () => {
  const host = await network();
  await hide(host, 'perl');
  const ping = await watched(host, 'a b');
  expect(ping.observation).toMatchObject({ outcome: { kind: 'answered' }, sightings: [], watched: [] });
  expect(ping.observation.missing.map(({ code }) => code)).toEqual(['perl']);
  expect(ping.prediction.comparison).toMatchObject({ outcome: 'same', differences: [] });
  const tcp = await watched(host, 'a b tcp 80');
  expect(tcp.observation.outcome).toEqual({ kind: 'error', why: 'Connection refused' });
  const udp = await watched(host, 'a b udp 80');
  expect(udp.observation.outcome.kind).toBe('cannot');
  expect(udp.observation.missing.map(({ code }) => code)).toEqual(['perl', 'no-udp']);
});

test('without nft the packet filter is watched too, and its rules are named by their numbers', async () => {
  const host = await network('iptables -A FORWARD -s 10.0.0.1 -j DROP');
  await hide(host, 'nft');
  const seen = await watched(host, 'a b');
  expect(seen.observation.outcome).toEqual({ kind: 'silent' });
  expect(passes(seen, 'question')).toEqual(['a out eth0', 'the host in va']);
  expect(seen.observation.rules.at(-1)).toMatchObject({ verdict: 'drop', table: 'filter', chain: 'FORWARD' });
  expect(seen.observation.rules.map(ruleText).at(-1)).toBe('iptables filter FORWARD handle 2');
  expect(seen.observation.missing.map(({ code }) => code)).toEqual(['handles']);
  expect(await leftBehind(host)).toBe('');
});
