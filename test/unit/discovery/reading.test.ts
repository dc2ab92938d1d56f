import { expect, test } from 'vitest';
import { EMPTY, type Part, withPart } from '../../../src/discovery/reading.ts';

const part = (name: string, out: string, status = 0): Part => ({
  name,
  status,
  out: Buffer.from(out),
  err: Buffer.from(status === 0 ? '' : 'Operation not permitted'),
});
const LO = '[{"ifindex":1,"ifname":"lo","flags":[],"hello_timer":1.5}]\n';
const UP = '[{"ifindex":1,"ifname":"lo","flags":["UP"]}]\n';

test('a list that is printed the same again, but for timers, stays the list it is', () => {
  const first = withPart(EMPTY, part('ip', `${LO}[]\n[]\n[]\n`));
  const again = withPart(first, part('ip', `${LO.replace('1.5', '0.25')}[{"dst":"default"}]\n[]\n[]\n`));
  expect(again.links).toBe(first.links);
  expect(again.neighbours).toBe(first.neighbours);
  expect(again.routes).toMatchObject([{ dst: 'default', type: 'unicast' }]);
  expect(withPart(again, part('ip', `${UP}[]\n[]\n[]\n`))).toMatchObject({ links: [{ flags: ['UP'] }], routes: [] });
});

test('what a link says that nobody here asks for is kept: its queue, a program that takes its packets', () => {
  const link = {
    ifindex: 1,
    ifname: 'lo',
    flags: [],
    qdisc: 'netem',
    xdp: { mode: 2, prog: { id: 7 }, attached: [{}] },
  };
  expect(withPart(EMPTY, part('addr', JSON.stringify([link]))).links).toMatchObject([link]);
});

test('sockets: what could not be read is not "none"', () => {
  const failed = withPart(EMPTY, part('ss', '', 1));
  expect([failed.sockets, failed.unread]).toEqual([undefined, { ss: 'Operation not permitted' }]);
  const read = withPart(failed, part('ss', 'tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n'));
  expect([read.sockets?.length, read.unread]).toEqual([1, {}]);
  // The same again leaves the list as it is, and so does a kernel that says it itself.
  expect(withPart(read, part('ss', 'tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n')).sockets).toBe(read.sockets);
  expect(withPart(failed, part('netconf', ''))).toMatchObject({ sockets: [], unread: {} });
});

test('what failed is read again, whatever is printed then', () => {
  const good = withPart(EMPTY, part('rule', '[{"priority":0}]'));
  const failed = withPart(good, part('rule', '', 1));
  expect(failed).toMatchObject({ rules4: [], unread: { rule: 'Operation not permitted' } });
  const again = withPart(failed, part('rule', '[{"priority":0}]'));
  expect(again).toMatchObject({ rules4: [{ priority: 0 }], unread: {} });
  const outside = withPart(again, part('enter', '', 1));
  expect(withPart(outside, part('rule', '[{"priority":0}]'))).toMatchObject({ rules4: [{ priority: 0 }] });
});
