import { expect, test } from 'vitest';
import { explain } from '../../../src/explain/obstacles.ts';
import { reportOf } from '../../../src/explain/report.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

/** A host at a bridge of sw. */
function station(id: string, label: string, local: string, length: number, network: string) {
  const eth0 = link(id, 2, 'eth0', 'veth', {
    ...{ addresses: [`${local}/${length}`], address: `02:00:00:00:0${id}:02`, peer: `9/1${id}` },
  });
  const routes = [
    route({ dst: local, type: 'local', dev: 'eth0', table: 'local', prefsrc: local, protocol: 'kernel' }),
    route({ dst: `${network}/${length}`, dev: 'eth0', prefsrc: local, scope: 'link', protocol: 'kernel' }),
  ];
  return netns(id, label, [eth0], { routes });
}

const switched = (...hosts: ReturnType<typeof station>[]) =>
  topology(
    netns('9', 'sw', [
      link('9', 2, 'br0', 'bridge'),
      ...hosts.map(({ id }) => link('9', 10 + Number(id), `p${id}`, 'veth', { master: 'br0', peer: `${id}/2` })),
    ]),
    ...hosts,
  );

function first(here: ReturnType<typeof switched>, to: string): string | undefined {
  const lines = reportOf(here, explain(here, { from: '1', to, protocol: 'icmp' }), {
    ...{ quote: (argv) => argv.join(' '), withWay: false },
  });
  return lines.find((line) => line.startsWith('1. '));
}

test('a prefix that is too long is named as the cause', () => {
  const here = switched(station('1', 'a', '10.0.0.1', 25, '10.0.0.0'), station('2', 'b', '10.0.0.200', 24, '10.0.0.0'));
  expect(first(here, '10.0.0.200')).toBe(
    '1. a has no route to 10.0.0.200: its address on eth0 is 10.0.0.1/25, while others on that wire have /24.  [no-route]',
  );
});

test('a prefix that is too short is named as the cause', () => {
  const far = station('3', 'c', '10.9.0.1', 24, '10.9.0.0');
  const near = switched(station('1', 'a', '10.0.0.1', 8, '10.0.0.0'), station('2', 'b', '10.0.0.2', 24, '10.0.0.0'));
  expect(first({ ...near, netns: [...near.netns, far] }, '10.9.0.1')).toBe(
    '1. a takes 10.9.0.1 to be on the wire of eth0, where its address is 10.0.0.1/8, while others there have /24: c has it on eth0.  [not-on-this-wire]',
  );
});
