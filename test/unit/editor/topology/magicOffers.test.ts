import { expect, test } from 'vitest';
import { magicAt, magicOffersFor } from '../../../../src/editor/topology/magicOffers.ts';
import { REASONS } from '../../../../src/explain/reasons.ts';
import { MAGICS } from '../../../../src/notebook/magics.ts';
import { filled } from '../../../../src/words.ts';
import { routedLab } from '../../diagram/routed-lab.ts';

const lab = routedLab();
const now = {
  ...lab,
  netns: lab.netns.map((netns) =>
    netns.label === 'sleep'
      ? { ...netns, sockets: [{ netid: 'tcp', state: 'LISTEN', local: '::', port: 8080 }] as const }
      : netns,
  ),
};
const offers = (line: string) => magicOffersFor(line, async () => now, filled);
const labels = async (line: string) => (await offers(line))?.items.map(({ label }) => label);

test('behind % the names come, and in any other line nothing of this', async () => {
  expect(await labels('%')).toEqual(MAGICS.map((name) => `%${name}`));
  expect(await offers('  %ex')).toMatchObject({ from: 2 });
  expect([await offers('ip link'), await offers('echo %explain '), await offers('%nothing ')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a question goes from a namespace to another one, a link or an address', async () => {
  expect(await labels('%explain ')).toEqual(['host', 'sleep', 'webapp']);
  const targets = await labels('%explain webapp ');
  expect(targets?.slice(0, 2)).toEqual(['host', 'sleep']);
  expect(targets).toEqual(expect.arrayContaining(['veth-sleep', 'app-net-0', '192.168.52.1']));
  expect(targets).not.toContain('192.168.52.2');
  expect(await offers('%explain web')).toMatchObject({ from: 9 });
});

test('then the words come that have not been said, and what belongs to each', async () => {
  expect(await labels('%explain webapp sleep ')).toEqual(['icmp', 'tcp', 'udp', 'from', 'because']);
  expect(await labels('%explain webapp sleep tcp 80 ')).toEqual(['from', 'because']);
  expect(await labels('%explain webapp sleep tcp ')).toEqual(['8080']);
  expect(await labels('%explain webapp sleep from ')).toEqual(['192.168.52.2']);
  expect(await labels('%explain webapp sleep because no')).toEqual([...REASONS]);
});

test('a matrix takes namespaces, each once, and then one protocol', async () => {
  expect(await labels('%matrix ')).toEqual(['host', 'sleep', 'webapp', 'icmp', 'tcp', 'udp']);
  expect(await labels('%matrix webapp ')).toEqual(['host', 'sleep', 'icmp', 'tcp', 'udp']);
  expect(await labels('%matrix tcp 80 ')).toEqual([]);
});

test('the name says what it does, the rest of the line nothing', () => {
  expect(magicAt('%explain webapp sleep', 3, filled)).toMatchObject({ start: 0, end: 8 });
  expect([magicAt('%explain webapp', 12, filled), magicAt('%unknown', 2, filled)]).toEqual([undefined, undefined]);
});
