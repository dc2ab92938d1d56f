import { expect, test } from 'vitest';
import { explain } from '../../../src/explain/obstacles.ts';
import { reportOf } from '../../../src/explain/report.ts';
import type { JsonObject } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../diagram/build.ts';

const space = (id: string, label: string, host: number, other: string, data: JsonObject) => {
  const own = (dst: string, dev: string) => [
    route({ dst, type: 'local', dev, table: 'local', prefsrc: dst, protocol: 'kernel' }),
    route({ dst: dst.replace(/\d+$/, '0/24'), dev, prefsrc: dst, scope: 'link', protocol: 'kernel' }),
  ];
  const links = [
    link(id, 2, 'eth0', 'veth', {
      addresses: [`10.0.0.${host}/24`],
      address: `02:00:00:00:0${id}:02`,
      peer: `${other}/2`,
    }),
    link(id, 3, 'vx0', 'vxlan', {
      addresses: [`10.1.0.${host}/24`],
      address: `02:00:00:00:0${id}:03`,
      linkinfo: { info_kind: 'vxlan', info_data: { id: 5, port: 4789, ...data } },
    }),
  ];
  return netns(id, label, links, { routes: [...own(`10.0.0.${host}`, 'eth0'), ...own(`10.1.0.${host}`, 'vx0')] });
};

test('a vxlan without a remote is given the address of its other end', () => {
  const here = topology(space('1', 'a', 1, '2', {}), space('2', 'b', 2, '1', { remote: '10.0.0.1' }));
  const { obstacles, withFixes } = explain(here, { from: '1', to: '10.1.0.2', protocol: 'icmp' });
  expect(obstacles.map(({ reason, fix }) => [reason, fix.map((argv) => argv.join(' '))])).toEqual([
    ['tunnel-without-remote', ['bridge -n a fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.2']],
  ]);
  expect(withFixes).toBe('delivered');
});

test.each([
  [{ port: 4790 }, 'In b, the tunnel end vx0 waits at UDP port 4790, and vx0 in a sends to 4789.'],
  [{ id: 6 }, 'In b, the tunnel end vx0 has the VNI 6, and vx0 in a, from which it comes, has 5.'],
])('of two ends with one name it is said where each is: %o', (other, sentence) => {
  const here = topology(
    space('1', 'a', 1, '2', { remote: '10.0.0.2' }),
    space('2', 'b', 2, '1', { remote: '10.0.0.1', ...other }),
  );
  const explanation = explain(here, { from: '1', to: '10.1.0.2', protocol: 'icmp' });
  const lines = reportOf(here, explanation, { quote: (argv) => argv.join(' '), withWay: false });
  expect(lines).toContain(`1. ${sentence}  [tunnel-mismatch]`);
});
