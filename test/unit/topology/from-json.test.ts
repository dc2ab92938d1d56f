import { expect, it } from 'vitest';
import { topologyFromJson } from '../../../src/topology/from-json.ts';
import { link, netns, topology } from '../diagram/build.ts';

const WHOLE = topology(netns('1', 'root netns', [link('1', 2, 'eth0', 'veth')], { root: true }), netns('2', 'red', []));

/** The text of a copy that was changed. */
function damaged(change: (copy: ReturnType<typeof copied>) => void): string {
  const copy = copied();
  change(copy);
  return JSON.stringify(copy);
}
const copied = () => JSON.parse(JSON.stringify(WHOLE));

it('a topology that was printed is read again, with a byte order mark too', () => {
  const text = JSON.stringify(WHOLE);
  expect(topologyFromJson(text)).toEqual(JSON.parse(text));
  expect(topologyFromJson(`\uFEFF${text}`)).toEqual(JSON.parse(text));
});

it.each([
  [
    'netns[0].links[0].address',
    (it: ReturnType<typeof copied>) => Object.assign(it.netns[0].links[0], { address: [] }),
  ],
  [
    'netns[0].rules[0].src',
    (it: ReturnType<typeof copied>) =>
      Object.assign(it.netns[0], { rules: [{ family: 'inet', priority: 0, src: { a: 1 } }] }),
  ],
  [
    'netns[1].firewall.iptables',
    (it: ReturnType<typeof copied>) => Object.assign(it.netns[1], { firewall: { iptables: [] } }),
  ],
  ['netns[1].names', (it: ReturnType<typeof copied>) => Object.assign(it.netns[1], { names: 'red' })],
  ['root', (it: ReturnType<typeof copied>) => Object.assign(it, { root: 7 })],
] as const)('damaged-file: where it is wrong is said: %s', (path, change) => {
  expect(() => topologyFromJson(damaged(change))).toThrow(
    new RegExp(`^${path.replaceAll(/[[\].]/g, String.raw`\$&`)} is not`),
  );
});

it('two namespaces of one name are refused', () => {
  const change = (it: ReturnType<typeof copied>) => Object.assign(it.netns[0], { names: ['red'] });
  expect(() => topologyFromJson(damaged(change))).toThrow('two namespaces have the name "red"');
});
