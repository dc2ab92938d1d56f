import { expect, it } from 'vitest';
import type { Followed } from '../../../../src/editor/topology/follower.ts';
import { shownHosts } from '../../../../src/editor/topology/shownHosts.ts';
import { said } from '../../../said.ts';
import { LAB } from './topologies.ts';

function followed(id: string, path: string, more: Partial<Followed> = {}): Followed {
  // Of a notebook and a host only what they are called counts here.
  const parts = { id, notebook: { uri: { path } }, host: { label: id }, ...more } as unknown;
  return parts as Followed;
}

it('same-host-twice: a machine that two notebooks use is one line, and says whose', () => {
  const hosts = shownHosts([followed('local', '/x/a.netlab'), followed('local', '/x/b.netlab', { topology: LAB })]);
  expect(hosts.map(({ id, notebook }) => [id, notebook])).toEqual([['local', 'a.netlab, b.netlab']]);
  expect(hosts[0]?.topology).toBe(LAB);
});

it('says which of them have a real network', () => {
  // Of a host only these count here.
  const host = (id: string, sandboxed: boolean) => ({ host: { label: id, sandboxed } }) as unknown as Partial<Followed>;
  const hosts = shownHosts([followed('s', '/x/a', host('s', true)), followed('vm', '/x/b', host('vm', false))]);
  expect(hosts.map(({ isReal }) => isReal)).toEqual([false, true]);
});

it('namesakes: two notebooks of one name are told apart by their folders', () => {
  const hosts = shownHosts([
    followed('one', '/x/lab.netlab'),
    followed('two', '/y/lab.netlab'),
    followed('three', '/x/b.netlab'),
  ]);
  expect(hosts.map(({ notebook }) => notebook)).toEqual(['x/lab.netlab', 'y/lab.netlab', 'b.netlab']);
});

it('shows what one notebook still reaches, even if another lost it', () => {
  const lost = { reason: said('cut'), since: new Date(2026, 0, 1, 14, 2, 11) };
  const one = followed('ssh:vm', '/a', { topology: LAB, lost });
  expect(shownHosts([one])[0]?.lost).toEqual({ reason: said('cut'), since: '14:02:11' });
  expect(shownHosts([one, followed('ssh:vm', '/b', { topology: LAB })])[0]?.lost).toBeUndefined();
});
