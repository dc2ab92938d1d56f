import { describe, expect, it } from 'vitest';
import { highlightsOf } from '../../../../src/editor/topology/highlights.ts';
import { ShownLines } from '../../../../src/editor/topology/shownLines.ts';
import { hostNode } from '../../../../src/outline/outline.ts';
import { sayChange } from '../../../../src/topology/change-words.ts';
import type { Topology } from '../../../../src/topology/model.ts';
import { inet, LAB, netns, topology, veth } from './topologies.ts';

/** Lines of a topology that can be replaced, and the ids of all that has been opened so far. */
function shown(first: Topology) {
  let current = first;
  const lines = new ShownLines(() => [
    hostNode({ id: 'H', label: 'Sandbox', notebook: 'x', topology: current, problem: undefined }),
  ]);
  const openAll = (id?: string): string[] => lines.children(id).flatMap((child) => [child, ...openAll(child)]);
  return {
    lines,
    openAll,
    update(next: Topology) {
      current = next;
      return lines.update();
    },
  };
}

const [ROOT, SLEEP] = LAB.netns;
if (!ROOT || !SLEEP) throw new Error('the lab has two namespaces');
const SLEEP_VETH = 'H/link 200/4';

/** The lab with another address in sleep. */
const withAddress: Topology = {
  ...LAB,
  netns: [
    ROOT,
    {
      ...SLEEP,
      links: SLEEP.links.map((link) =>
        link.ifname === 'lo' ? link : { ...link, addr_info: [...link.addr_info, inet('10.0.0.1', 8)] },
      ),
    },
  ],
};

describe('the lines that are shown', () => {
  it('are not drawn anew when nothing they show has changed', () => {
    const tree = shown(LAB);
    tree.openAll();
    expect(tree.update(structuredClone(LAB))).toEqual({ lines: [], added: [], changed: [] });
  });

  it('are drawn anew only where something has changed', () => {
    const tree = shown(LAB);
    tree.openAll();
    const { lines, added, changed } = tree.update(withAddress);
    expect(lines).toEqual([SLEEP_VETH]);
    expect(added).toEqual([`${SLEEP_VETH}/address "10.0.0.1/8"`]);
    expect(changed).toEqual([SLEEP_VETH]);
    expect(tree.lines.get(SLEEP_VETH)?.details).toContain('10.0.0.1/8');
  });

  it('cost nothing while they are closed', () => {
    const tree = shown(LAB);
    tree.lines.children('H');
    expect(tree.update(withAddress)).toEqual({ lines: [], added: [], changed: [] });
  });

  it('keep their ids when a link becomes the port of a bridge, and know their new parent', () => {
    const tree = shown(LAB);
    tree.openAll();
    const port = 'H/link 100/3';
    expect(tree.lines.parent(port)).toBe('H/link 100/2');
    const loose = { ...ROOT, links: ROOT.links.map(({ master: _, ...link }) => link) };
    const { lines } = tree.update({ ...LAB, netns: [loose, SLEEP] });
    expect(tree.lines.parent(port)).toBe('H/netns 100');
    expect(lines).toEqual(['H/netns 100']);
  });

  it('know a new namespace, and forget one that has gone', () => {
    const tree = shown(LAB);
    tree.openAll();
    const extra = netns('300', 'webapp', { links: [veth('300', 9, 'v', null)] });
    expect(tree.update(topology(ROOT, SLEEP, extra))).toEqual({ lines: ['H'], added: ['H/netns 300'], changed: [] });
    tree.openAll();
    expect(tree.update(LAB).lines).toEqual(['H']);
    expect(tree.lines.get('H/netns 300')).toBeUndefined();
    expect(tree.lines.get('H/link 300/9')).toBeUndefined();
  });
});

describe('highlights', () => {
  const address = {
    said: sayChange('added', 'address 10.0.0.1/8'),
    what: 'address',
    how: 'added',
    netns: '200',
    link: '200/4',
    after: inet('10.0.0.1', 8),
  } as const;
  const line = `${SLEEP_VETH}/address "10.0.0.1/8"`;
  const added = [
    ['H', 'H/netns 200', SLEEP_VETH, line],
    ['H', 'H/netns 100', 'H/link 100/9'],
  ];

  it('are none for what was only read for the first time, or came by itself', () => {
    expect(highlightsOf('H', [], added).size).toBe(0);
    expect(highlightsOf('H', [{ ...address, detail: true }], added).size).toBe(0);
  });

  it('stand at the line itself, and at the one that holds it', () => {
    expect([...highlightsOf('H', [address], added)].map(([id, { how, changes }]) => [id, how, changes])).toEqual([
      [line, 'added', []],
      [SLEEP_VETH, 'changed', [address]],
    ]);
  });

  it('of what was removed stand where it was', () => {
    const link = {
      said: sayChange('removed', 'link'),
      what: 'link',
      how: 'removed',
      netns: '200',
      link: '200/4',
    } as const;
    const whole = { said: sayChange('removed', 'netns'), what: 'netns', how: 'removed', netns: '200' } as const;
    const route = { said: sayChange('removed', 'route'), what: 'route', how: 'removed', netns: '100' } as const;
    expect([...highlightsOf('H', [link, whole, route], [])].map(([id, { how }]) => [id, how])).toEqual([
      ['H/netns 200', 'removed'],
      ['H', 'removed'],
      ['H/netns 100/routes', 'removed'],
    ]);
  });
});
