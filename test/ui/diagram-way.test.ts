// The way of a packet over the picture, on the page alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diagram as drawnOf } from '../../src/diagram/diagram.ts';
import type { ShownWay } from '../../src/diagram/messages.ts';
import { wayOn } from '../../src/diagram/way.ts';
import { trace } from '../../src/explain/explain.ts';
import type { Topology } from '../../src/topology/model.ts';
import { type Lacks, routedLab } from '../unit/diagram/routed-lab.ts';
import { DiagramPage } from './diagram-page.ts';

let diagram: DiagramPage;

beforeAll(async () => {
  diagram = await DiagramPage.open();
});

afterAll(async () => {
  await diagram?.close();
});

const WHOLE = routedLab();

function wayIn(topology: Topology, to: string): ShownWay {
  const from = topology.netns.find(({ label }) => label === 'webapp')?.id ?? '';
  return wayOn(topology, drawnOf(topology).picture, trace(topology, { from, to, protocol: 'icmp' }));
}

async function showWay(to: string, lacks: Lacks = {}, moves = false, change: Partial<ShownWay> = {}): Promise<void> {
  const topology = routedLab(lacks);
  const { shown, ...message } = diagram.message(topology);
  await diagram.send({ ...message, shown: { ...shown, way: { ...wayIn(topology, to), ...change }, moves } });
  await diagram.drawn(message.serial);
}

const bar = () => diagram.page.locator('.way-bar');
const marks = () => diagram.page.locator('.way-mark');
const focused = () => diagram.page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')");

test('the way is drawn there and back, with what is passed, and said above and to a screen reader', async () => {
  await showWay('192.168.52.1');
  await diagram.look('way-arrives');
  expect(await bar().innerText()).toContain('webapp → 192.168.52.1 (sleep): arrives, and so does the answer');
  expect(await diagram.page.locator('.picture .way-line').count()).toBe(2);
  const [there, back] = await diagram.page.locator('.picture .way-line').all();
  const stretches = async (line = there) => (await line?.getAttribute('d'))?.match(/M/g)?.length;
  expect([await stretches(there), await stretches(back)]).toEqual([4, 4]);
  // They run beside each other.
  expect(await there?.getAttribute('d')).not.toBe(await back?.getAttribute('d'));
  const passed = diagram.page.locator('.picture .node[data-way="there back"]');
  expect(await passed.count()).toBe(5);
  expect(await passed.first().getAttribute('aria-description')).toBe('on the way of the packet');
  const list = diagram.page.getByRole('list', { name: 'The way, step by step' });
  expect(await list.getByRole('listitem').count()).toBeGreaterThan(8);
});

test('what stops it says so in words, and in a sentence to whoever asks', async () => {
  await showWay('23.185.0.4', { forwarding: true });
  await diagram.look('way-ends');
  const mark = marks().filter({ hasText: 'forwarding off' });
  expect(await mark.getAttribute('aria-label')).toBe('The host does not forward IPv4 that comes in by app-net-0.');
  await showWay('23.185.0.4');
  await diagram.look('way-nat');
  const texts = await diagram.page.locator('.way-mark text').allTextContents();
  expect(texts).toEqual(['⇄ NAT: 192.168.52.2, now 10.0.0.2', '↗ leaves']);
});

test('marks lie on no node and not on each other', async () => {
  for (const to of ['192.168.52.1', '23.185.0.4']) {
    await showWay(to);
    const boxes = async (selector: string) =>
      (await Promise.all((await diagram.page.locator(selector).all()).map((one) => one.boundingBox()))).flatMap(
        (one) => one ?? [],
      );
    const [found, nodes] = [await boxes('.way-mark'), await boxes('.picture:not(.drawing) .node')];
    for (const [at, mark] of found.entries())
      for (const other of [...nodes, ...found.slice(at + 1)]) {
        // The miters of a thick border count as part of it.
        const by = 2;
        const apart =
          mark.x + mark.width <= other.x + by ||
          other.x + other.width <= mark.x + by ||
          mark.y + mark.height <= other.y + by ||
          other.y + other.height <= mark.y + by;
        expect(apart, JSON.stringify([to, mark, other])).toBe(true);
      }
  }
});

test('a mark, and a step in the card of a thing, show what they are about', async () => {
  await showWay('23.185.0.4', { forwarding: true });
  diagram.said.length = 0;
  await marks().first().click();
  const said = await diagram.heard('step');
  const { steps } = wayIn(routedLab({ forwarding: true }), '23.185.0.4');
  expect(said.type === 'step' && steps[said.step]?.text).toContain('it ends here');
  await diagram.page.locator('.picture .node', { hasText: '192.168.52.2/24' }).first().click();
  const card = diagram.page.locator('.card');
  expect(await card.locator('.steps li').allInnerTexts()).toContain('→ out by veth-webapp');
  await diagram.look('way-card');
  diagram.said.length = 0;
  await card.getByRole('button', { name: 'Way there: out by veth-webapp' }).click();
  const second = await diagram.heard('step');
  expect(second.type === 'step' && steps[second.step]?.text).toBe('out by veth-webapp');
  await diagram.page.locator('.picture .node', { hasText: '192.168.52.1/24' }).first().click();
  expect(await card.locator('.steps').count()).toBe(0);
  await diagram.page.keyboard.press('Escape');
});

test('by keyboard: to the end of the way, Enter shows it, Escape closes the card first and then clears the way', async () => {
  await showWay('23.185.0.4', { forwarding: true });
  await diagram.page.getByRole('button', { name: 'Go to where the way ends' }).press('Enter');
  expect(await focused()).toContain('does not forward IPv4');
  diagram.said.length = 0;
  await diagram.page.keyboard.press('Enter');
  await diagram.heard('step');
  await diagram.page.locator('.picture .node', { hasText: '192.168.52.2/24' }).first().click();
  await diagram.page.locator('.stage').press('Escape');
  expect(await bar().isVisible()).toBe(true);
  diagram.said.length = 0;
  await diagram.page.locator('.stage').press('Escape');
  await diagram.heard('clearWay');
  expect([await bar().isVisible(), await diagram.page.locator('.picture :is(.way, [data-way])').count()]).toEqual([
    false,
    0,
  ]);
});

test('its packet travels where it may, and stands still for who wants that', async () => {
  const dots = diagram.page.locator('.way-packet');
  await diagram.page.emulateMedia({ reducedMotion: 'no-preference' });
  await showWay('192.168.52.1', {}, true);
  expect(await dots.count()).toBe(2);
  const place = () => dots.first().boundingBox();
  const before = await place();
  await expect.poll(place).not.toEqual(before);
  // It begins where the way begins.
  const [dot, node] = [
    before,
    await diagram.page.locator('.picture .node', { hasText: '192.168.52.2/24' }).first().boundingBox(),
  ];
  expect(Math.abs((dot?.x ?? 0) - (node?.x ?? 0))).toBeLessThan(250);
  await diagram.look('way-travels');
  await showWay('192.168.52.1', {}, false);
  expect(await dots.count()).toBe(0);
  await diagram.page.emulateMedia({ reducedMotion: 'reduce' });
  await showWay('192.168.52.1', {}, true);
  expect(await dots.count()).toBe(0);
  await diagram.page.emulateMedia({ reducedMotion: 'no-preference' });
});

test('names can be nothing but text; a picture that is saved has the way but no packet', async () => {
  await showWay('192.168.52.1', {}, true, { title: '<img src=x onerror=alert(1)>' });
  expect(await bar().innerText()).toContain('<img src=x');
  diagram.said.length = 0;
  await diagram.page.getByRole('button', { name: 'Save as SVG' }).click();
  const saved = await diagram.heard('save');
  const data = saved.type === 'save' ? saved.data : '';
  expect([data.includes('class="way-line"'), data.includes('class="way-packet"')]).toEqual([true, false]);
  await diagram.show(WHOLE);
  expect(await bar().isVisible()).toBe(false);
  expect(diagram.trespasses).toEqual([]);
});
