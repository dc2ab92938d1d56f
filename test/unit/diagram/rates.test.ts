import { expect, test } from 'vitest';
import { diagram } from '../../../src/diagram/diagram.ts';
import { netnsIn, shownRates } from '../../../src/diagram/rates.ts';
import { star } from './build.ts';
import { LAB_STEPS, labAt } from './lab-steps.ts';

const lab = labAt(LAB_STEPS['9 out into the world'] ?? {});
const { picture } = diagram(lab);
const idOf = (name: string) => lab.netns.flatMap(({ links }) => links).find(({ ifname }) => ifname === name)?.id ?? '';

test('a cable says what it carries both ways, and the ports at its end do not say it again', () => {
  const rates = new Map([
    [idOf('veth-sleep'), { received: 1200, sent: 5_000_000 }],
    [idOf('veth-sleep-br'), { received: 5_000_000, sent: 1200 }],
    [idOf('app-net-0'), { received: 99, sent: 0 }],
  ]);
  const { lines, things } = shownRates(picture, rates);
  const cable = picture.edges.find(({ kind }) => kind === 'wire');
  expect(lines).toEqual([{ id: cable?.id, there: '5.0 Mbit/s', back: '1.2 kbit/s' }]);
  expect(things).toContainEqual({ key: `link ${idOf('app-net-0')}`, text: 'receives 99 bit/s, sends 0 bit/s' });
});

test('a line that carries nothing, or one way, says no more', () => {
  const none = new Map([[idOf('veth-sleep'), { received: 0, sent: 0 }]]);
  expect(shownRates(picture, none).lines).toEqual([]);
  const one = new Map([[idOf('veth-sleep'), { received: 0, sent: 800 }]]);
  expect(shownRates(picture, one).lines).toMatchObject([{ there: '800 bit/s', back: '' }]);
});

test('only namespaces that have a link in the picture are read', () => {
  expect(netnsIn(diagram(star(1000)).picture)).toEqual(['1']);
  expect(netnsIn(diagram(star(3)).picture).toSorted()).toEqual(['1', '1000', '1001', '1002']);
});
