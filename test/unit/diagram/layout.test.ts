// Every picture can be laid out: Mermaid's own steps and dagre, without a browser.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { dagreCircles } from '../../../scripts/lib/dagre-circles.mjs';
import { root } from '../../../scripts/lib/project.mjs';
import { diagram } from '../../../src/diagram/diagram.ts';
import type { Link, Topology } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from './build.ts';
import { entered, type LayOut, layoutWith } from './dagre.ts';
import { randomTopology, unfinishedTopology } from './random.ts';

let layOut: LayOut;
let uncorrected: LayOut;

beforeAll(async () => {
  [layOut, uncorrected] = await Promise.all([layoutWith([dagreCircles]), layoutWith([])]);
}, 60_000);

describe('diagram-does-not-draw', () => {
  test('dagre loses nodes of some pictures; corrected, of none', () => {
    for (const seed of [48, 212, 234, 290]) {
      const text = entered(diagram(unfinishedTopology(seed)).structure);
      expect(() => uncorrected(text), `${seed}`).toThrow("Cannot set properties of undefined (setting 'order')");
      layOut(text);
    }
  });

  const FIRST_SEED = 300_000;
  const SHAPES: Readonly<Record<string, (seed: number) => Topology>> = {
    unfinishedTopology,
    randomTopology: (seed) => randomTopology(seed),
  };
  for (const [name, shape] of Object.entries(SHAPES))
    test(`150 of ${name} are laid out, in both directions (seeds from ${FIRST_SEED})`, () => {
      for (let seed = FIRST_SEED; seed < FIRST_SEED + 150; seed++) {
        const { structure } = diagram(shape(seed), { direction: seed % 2 ? 'TB' : 'LR' });
        expect(() => layOut(structure), `${name}(${seed})`).not.toThrow();
      }
    }, 600_000);

  for (const number of [1, 2])
    test(`what was seen not to draw, ${number}`, ({ skip }) => {
      const file = join(root, `../shared/field/diagram-does-not-draw-${number}.netlab`);
      skip(!existsSync(file), `${file} is not there`);
      const { structure } = diagram(topologyOf(readFileSync(file, 'utf8')));
      for (const text of [structure, entered(structure)]) layOut(text);
    });
});

/** What the commands of a lab make in a sandbox: `ip netns add`, and bridges and veths by `ip link add`. */
function topologyOf(lab: string): Topology {
  const names = ['', ...[...lab.matchAll(/^ip netns add (\w+)/gm)].map(([, name = '']) => name)];
  const links = names.map((): Link[] => []);
  const place = (name = '') => {
    const at = names.indexOf(name);
    return { netnsId: `${at + 1}`, ifindex: (links[at]?.length ?? 0) + 2, list: links[at] ?? [] };
  };
  const add = (into: string | undefined, name: string, kind: string, peer?: string) => {
    const { netnsId, ifindex, list } = place(into);
    const state = 'down';
    list.push(link(netnsId, ifindex, name, kind, peer === undefined ? { state } : { state, peer }));
  };
  const uplink = { addresses: ['203.0.113.2/24'], peer: '99/3' };
  links[0]?.push(link('1', 2, 'eth0', 'veth', uplink));
  for (const [, name = '', inside, kind = '', peer = '', far] of lab.matchAll(
    /^ip link add (\w+)(?: netns (\w+))? type (\w+)(?: peer name (\w+)(?: netns (\w+))?)?/gm,
  )) {
    if (kind !== 'veth') {
      add(inside, name, kind);
      continue;
    }
    const [here, there] = [place(inside), place(far)];
    const near = here.ifindex + (here.netnsId === there.netnsId ? 1 : 0);
    add(far, peer, kind, `${here.netnsId}/${near}`);
    add(inside, name, kind, `${there.netnsId}/${there.ifindex}`);
  }
  const routes = [route({ dev: 'eth0', gateway: '203.0.113.1' })];
  const made = names.map((name, at) =>
    at === 0
      ? netns('1', 'root netns', links[0] ?? [], { root: true, routes })
      : netns(`${at + 1}`, name, links[at] ?? []),
  );
  const far = link('99', 3, 'provider', 'veth', { addresses: ['203.0.113.1/24'], peer: '1/2' });
  return topology(...made, netns('99', 'provider', [far]));
}
