// Networks of all shapes, drawn by the real page. test/soak/diagram-shapes.test.ts draws more of them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagram } from '../../src/diagram/diagram.ts';
import type { Topology } from '../../src/topology/model.ts';
import { link, netns, route, topology } from '../unit/diagram/build.ts';
import { entered } from '../unit/diagram/dagre.ts';
import { unfinishedTopology } from '../unit/diagram/random.ts';
import { behindIn } from './behind.ts';
import { DiagramPage } from './diagram-page.ts';
import { drawSeeds } from './shapes.ts';

let page: DiagramPage;

beforeAll(async () => {
  page = await DiagramPage.open();
});

afterAll(async () => {
  await page?.close();
});

const FIRST_SEED = 20_000;

test(`60 random networks are drawn, and no line is hidden (seeds from ${FIRST_SEED})`, async () => {
  await drawSeeds(page, FIRST_SEED, 60);
}, 600_000);

const cable = (netnsId: string, ifindex: number, name: string, peer: string) =>
  link(netnsId, ifindex, name, 'veth', { peer });

/** A provider, bridges without ports, and namespaces of which two are cabled and two have at most a cable of their own. */
const looseEnds = (): Topology =>
  topology(
    netns(
      '1',
      'root netns',
      [
        link('1', 2, 'eth0', 'veth', { peer: '9/3', addresses: ['203.0.113.2/24'] }),
        ...[3, 4, 5, 6].map((ifindex) => link('1', ifindex, `br${ifindex}`, 'bridge')),
        cable('1', 7, 'a1', '4/2'),
        cable('1', 8, 'b1', '2/2'),
      ],
      { root: true, routes: [route({ dev: 'eth0', gateway: '203.0.113.1' })] },
    ),
    netns('2', 'n1', [cable('2', 2, 'b0', '1/8'), cable('2', 3, 'c0', '2/4'), cable('2', 4, 'c1', '2/3')]),
    netns('3', 'n2', []),
    netns('4', 'n3', [cable('4', 2, 'a0', '1/7'), cable('4', 3, 'd0', '4/4'), cable('4', 4, 'd1', '4/3')]),
    netns('5', 'n4', [cable('5', 2, 'e0', '5/3'), cable('5', 3, 'e1', '5/2')]),
    netns('9', 'provider', [link('9', 3, 'p0', 'veth', { peer: '1/2', addresses: ['203.0.113.1/24'] })]),
  );

test('diagram-does-not-draw: loose ends in the root netns and namespaces with cables of their own', async () => {
  await page.show(looseEnds());
  expect(page.said.filter(({ type }) => type === 'failed')).toEqual([]);
  expect(await page.page.locator('.picture:not(.drawing) .cluster').count()).toBe(6);
  await page.look('diagram-loose-ends');
});

describe('line-behind-a-box', () => {
  /** Two nodes on one switch, each with a tunnel on its cable, which also forwards. */
  const tunnels = (): Topology => {
    const port = (index: number) => link('1', 3 + index, `w${index}`, 'veth', { master: 'wire', peer: `1${index}/2` });
    const node = (index: number) =>
      netns(
        `1${index}`,
        `n${index}`,
        [
          link(`1${index}`, 2, 'ens1', 'veth', { addresses: [`192.168.44.${index}/24`], peer: `1/${3 + index}` }),
          link(`1${index}`, 3, 'vx', 'vxlan', { addresses: [`10.44.${index}.1/24`], lower: `1${index}/2` }),
        ],
        { sysctls: { 'net.ipv4.ip_forward': '1' } },
      );
    return topology(
      netns('1', 'root netns', [link('1', 2, 'eth0', 'ether'), link('1', 3, 'wire', 'bridge'), port(1), port(2)], {
        root: true,
      }),
      node(1),
      node(2),
    );
  };

  test('the cables of nodes that forward run free to their ports', async () => {
    await page.show(tunnels());
    await page.look('diagram-tunnels');
    expect(await page.page.locator('.picture .front path').count()).toBe(0);
    expect(await page.page.evaluate(behindIn(diagram(tunnels()).picture))).toEqual([]);
  });
});

describe('failed-layout-shows-nothing', () => {
  /** A picture as it is sent, in which Mermaid cannot read a line. */
  const broken = (line: string) => {
    const message = page.message(looseEnds());
    return { ...message, shown: { ...message.shown, structure: `${message.shown.structure}${line}\n` } };
  };
  const problem = () => page.page.locator('.problem').textContent();

  test('a picture that cannot be laid out with its invisible edges is drawn without, and says so', async () => {
    page.said.length = 0;
    const message = broken('host ~~~ ~~~ host');
    await page.send(message);
    await page.drawn(message.serial);
    expect(await problem()).toBe('The usual layout failed, so this is a simpler one.');
    expect(await page.page.locator('.picture:not(.drawing) .cluster').count()).toBe(6);
    expect(page.said.filter(({ type }) => type === 'failed')).toEqual([]);
  });

  test('one that cannot be laid out at all is a list, until one can', async () => {
    await page.show(looseEnds());
    const message = broken('[[[');
    await page.send(message);
    await page.drawn(message.serial);
    await page.look('diagram-not-drawn');
    expect(await problem()).toBe('The diagram could not be drawn: here is what it would show.');
    expect(page.said.filter(({ type }) => type === 'failed')).toHaveLength(1);
    expect(await page.page.locator('.picture:not(.drawing) .node').count()).toBe(0);
    const list = page.page.locator('ul.instead');
    const words = message.shown.items.filter(({ kind }) => kind !== 'note').map(({ spoken }) => spoken);
    expect(await list.locator('li').allTextContents()).toEqual(words);
    const { width = 0, height = 0 } = (await list.boundingBox()) ?? {};
    expect(Math.min(width, height)).toBeGreaterThan(200);

    await page.show(looseEnds());
    expect(await problem()).toBe('');
    expect(await page.page.locator('.instead').count()).toBe(0);
    expect(await page.page.locator('.picture:not(.drawing) .cluster').count()).toBe(6);
  });
});

test('a picture of which dagre alone loses nodes is drawn by the page', async () => {
  const message = page.message(unfinishedTopology(212));
  const structure = entered(message.shown.structure);
  await page.send({ ...message, shown: { ...message.shown, structure } });
  await page.drawn(message.serial);
  expect(await page.page.locator('.problem').textContent()).toBe('');
});
