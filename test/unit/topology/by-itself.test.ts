import { expect, test } from 'vitest';
import { byItself, chosen } from '../../../src/topology/by-itself.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import { diff } from '../../../src/topology/diff.ts';
import type { Neighbour, Netns } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from '../editor/topology/topologies.ts';

const root = (more: Partial<Netns> = {}) => netns('1', undefined, { root: true, label: 'root netns', ...more });
const sleep = (more: Partial<Netns> = {}) => netns('2', 'sleep', more);

function told(before: readonly Netns[], after: readonly Netns[]) {
  const is = topology(...after);
  const changes = diff(topology(...before), is);
  return {
    chosen: chosen(changes, is).map((one) => changeText(one)),
    byItself: byItself(changes, is).map((one) => changeText(one)),
  };
}

test('many changes of one sort are one line for each netns, one alone is itself', () => {
  const kernels = (dev: string) => [
    route('10.0.0.0/24', { dev, protocol: 'kernel' }),
    route('10.0.0.1', { dev, type: 'local', table: 'local', protocol: 'kernel' }),
  ];
  const after = [
    root({ sysctls: { 'net.ipv4.conf.v0.rp_filter': '0' } }),
    sleep({ routes: [...kernels('v1'), route('default', { gateway: '10.0.0.2', dev: 'v1' })] }),
  ];
  expect(told([root(), sleep()], after)).toEqual({
    chosen: ['sleep: added route default via 10.0.0.2 dev v1'],
    byItself: ['added net.ipv4.conf.v0.rp_filter = 0', 'sleep: added 2 routes'],
  });
});

test('neighbours-age: that an entry gets older is nowhere, and no part of what is said of it', () => {
  const with_ = (state: string, lladdr = '02::1'): Netns =>
    sleep({ neighbours: [{ dst: '10.0.0.2', dev: 'v1', lladdr, state: [state] } satisfies Neighbour] });
  expect(told([root(), with_('REACHABLE')], [root(), with_('STALE')])).toEqual({ chosen: [], byItself: [] });
  const learned = ['sleep: added neighbour 10.0.0.2 dev v1 lladdr 02::1'];
  for (const state of ['DELAY', 'REACHABLE', 'STALE', 'PROBE'])
    expect(told([root(), sleep()], [root(), with_(state)]).chosen).toEqual(learned);
  // What says more than its age stays.
  expect(told([root(), sleep()], [root(), with_('PERMANENT')]).chosen).toEqual([`${learned} PERMANENT`]);
  expect(told([root(), with_('STALE')], [root(), with_('STALE', '02::9')]).chosen).toHaveLength(1);
});

test('the id by which a netns is followed is nobody’s news', () => {
  expect(told([root(), sleep()], [root(), sleep({ nsid: 0 })])).toEqual({ chosen: [], byItself: [] });
});

test('what the simulated internet does is one line', () => {
  const internet = (more: Partial<Netns>) =>
    netns('3', undefined, { label: 'internet (simulated)', holder: { pid: 7, command: 'netlab-internet' }, ...more });
  const links = [link('3', 2, 'provider'), link('3', 3, 'more')];
  expect(told([root(), internet({})], [root(), internet({ links })])).toEqual({
    chosen: [],
    byItself: ['internet (simulated): 2 changes'],
  });
});
