import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printable } from '../../src/printable.ts';
import fc from '../fast-check.ts';
import { link, netns, star, topology } from '../unit/diagram/build.ts';
import { LAB_STEPS, labAt } from '../unit/diagram/lab-steps.ts';
import { DiagramPage } from './diagram-page.ts';

let diagram: DiagramPage;

beforeAll(async () => {
  diagram = await DiagramPage.open();
});

afterAll(async () => {
  await diagram?.close();
});

const HOSTILE = [
  '"]; click',
  '<img src=x onerror=alert(1)>',
  '<b>bold</b>',
  '`',
  '`**x**`',
  '$$x$$',
  '%%{init: {"theme":"dark"}}%%',
  'end',
  '- a',
  '1. a',
  '__a__',
  '#35;',
  '&amp;',
  '<br/>',
  'a  b ',
  ' ',
  '😀👩‍💻',
  'שלום',
  '\u202eabc',
  '\udcff',
  'style:x#y;',
  'fa:fa-car',
  'x\ny',
  '\\n',
  'subgraph',
  ':::down',
];

const anyName = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.string({ minLength: 1, maxLength: 15 }),
);

/** A host with a bridge, and namespaces that are cabled to it, all of any names. */
const anyTopology = fc.uniqueArray(anyName, { minLength: 3, maxLength: 9 }).map(([bridge = '', ...names]) => {
  const ports = names.map((name, index) =>
    link('1', index + 10, `${name}`, 'veth', { master: bridge, peer: `${100 + index}/2` }),
  );
  const leaf = (name: string, index: number) =>
    netns(`${100 + index}`, name, [link(`${100 + index}`, 2, name, 'veth', { peer: `1/${index + 10}` })]);
  return topology(
    netns('1', 'root netns', [link('1', 2, bridge, 'bridge'), ...ports], { root: true }),
    ...names.map(leaf),
  );
});

describe('names from other machines', () => {
  test('are read exactly as they are, and are nothing but text', async () => {
    await fc.assert(
      fc.asyncProperty(anyTopology, async (made) => {
        await diagram.show(made, { fold: 'none' });
        expect(diagram.said.filter(({ type }) => type === 'failed')).toEqual([]);
        const shown = (await diagram.labels()).map(([first]) => first);
        const wanted = made.netns.flatMap(({ links }) => links.slice(1).map(({ ifname }) => printable(ifname)));
        expect(shown.toSorted()).toEqual(wanted.toSorted());
        const elements: string[] = await diagram.page.evaluate(
          `[...new Set([...document.querySelectorAll('.picture :is(.nodeLabel, .cluster-label span) *')].map((one) => one.localName))]`,
        );
        expect(elements.filter((name) => !['p', 'br', 'span', 'div'].includes(name))).toEqual([]);
      }),
      { numRuns: 25, examples: [[named(HOSTILE)], [bridges(HOSTILE)]] },
    );
    expect(diagram.trespasses).toEqual([]);
  });
});

function named(names: readonly string[]) {
  const leaf = (name: string, index: number) =>
    netns(`${100 + index}`, name, [link(`${100 + index}`, 2, name, 'veth', { peer: null })]);
  return topology(netns('1', 'root netns', [link('1', 2, 'eth0', 'ether')], { root: true }), ...names.map(leaf));
}

/** Their labels have a second line. */
function bridges(names: readonly string[]) {
  const all = names.map((name, index) => link('1', index + 2, name, 'bridge'));
  return topology(netns('1', 'root netns', all, { root: true }));
}

const FINISHED = LAB_STEPS['9 out into the world'] ?? {};
const transform = () => diagram.page.evaluate<string>(`document.querySelector('.picture').style.transform`);

const style = (selector: string, name: string) =>
  diagram.page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${name}`);

test('each step of the lab is drawn', async () => {
  for (const [name, progress] of Object.entries(LAB_STEPS)) {
    await diagram.show(labAt(progress));
    await diagram.look(`diagram-${name.replaceAll(' ', '-')}`);
  }
  const labels = (await diagram.labels()).flat();
  for (const once of ['app-net-0', 'veth-sleep', 'veth-webapp', 'veth-sleep-br', 'veth-webapp-br', '192.168.52.1/24'])
    expect(labels.filter((label) => label === once)).toEqual([once]);
  expect(diagram.trespasses).toEqual([]);
});

test('a link that goes down is marked without a new layout', async () => {
  await diagram.show(star(3));
  await diagram.page.evaluate(`document.querySelector('.picture svg').dataset.same = 'yes'`);
  await diagram.show(star(3, (index) => (index === 1 ? { state: 'down' } : {})));
  expect(await diagram.page.locator('.picture svg[data-same="yes"]').count()).toBe(1);
  const dashes = await style('.picture .node[data-state="down"] rect', 'strokeDasharray');
  expect(dashes).toBe('6px, 4px');
});

test('what is removed is still seen for a moment, and then it is gone', async () => {
  await diagram.show(star(4));
  await diagram.show(star(3), {}, ['netns 1003', 'link 1003/2', 'link 1/13']);
  const gone = diagram.page.locator('.picture .gone');
  expect((await gone.allTextContents()).map((text) => text.slice(0, 2))).toEqual(['c4', 'et', 'v4']);
  await diagram.look('diagram-removed');
  // It is no part of the picture: neither what is saved nor what is read knows it.
  diagram.said.length = 0;
  await diagram.page.getByRole('button', { name: 'Save as SVG' }).click();
  expect(await diagram.heard('save')).toMatchObject({ data: expect.not.stringContaining('>c4<') });
  expect(await diagram.page.locator('.picture [role]', { hasText: 'v4' }).count()).toBe(0);
  await expect.poll(() => gone.count(), { timeout: 15_000 }).toBe(0);
});

test('what is removed is never seen on top of what is there', async () => {
  const all = star(30);
  const unfolded = diagram.next(all);
  const without = (...gone: readonly string[]) => ({
    ...all,
    netns: all.netns.filter(({ label }) => !gone.includes(label)),
  });
  await diagram.show(all, { unfolded });
  await diagram.show(without('c2', 'c5'), { unfolded }, ['netns 1001', 'link 1001/2', 'netns 1004', 'link 1004/2']);
  expect(await diagram.page.locator('.picture .gone').count()).toBe(4);
  expect(await diagram.page.locator('.picture .cluster').count()).toBe(11);
  await diagram.look('diagram-ghosts');
  const covered = `[...document.querySelectorAll('.picture .gone')].flatMap((gone) => {
    const a = gone.getBoundingClientRect();
    return [...document.querySelectorAll('.picture .node')].filter((node) => {
      const b = node.getBoundingClientRect();
      return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    }).map(({ id }) => gone.textContent + ' on ' + id);
  })`;
  expect(await diagram.page.evaluate(covered)).toEqual([]);
  await expect.poll(() => diagram.page.locator('.picture .gone').count(), { timeout: 15_000 }).toBe(0);
});

test('no wire runs through the title of a box while a corner is free', async () => {
  await diagram.show({ ...labAt(FINISHED), host: { id: 'sandbox', label: 'Sandbox (no root)' } });
  expect(await diagram.page.locator('.picture .cluster-label').count()).toBe(3);
  expect(await diagram.page.locator('.picture .cluster-label.crossed').count()).toBe(0);
  const crossings = `[...document.querySelectorAll('.picture .cluster-label')].flatMap((title) => {
    const { left, right, top, bottom } = title.getBoundingClientRect();
    return [...document.querySelectorAll('.picture path.flowchart-link')].filter((path) =>
      Array.from({ length: Math.ceil(path.getTotalLength()) }, (_, at) => path.getPointAtLength(at).matrixTransform(path.getScreenCTM()))
        .some(({ x, y }) => x > left && x < right && y > top && y < bottom)).map(({ id }) => title.textContent + ' ' + id);
  })`;
  expect(await diagram.page.evaluate(crossings)).toEqual([]);
});

test('a large picture stays readable, and says that it is a part; Fit shows the whole', async () => {
  await diagram.page.getByRole('button', { name: 'Fit' }).click();
  await diagram.reload();
  await diagram.show(star(30, (index) => ({ addresses: [`10.${index}.0.1/24`] })));
  const scale = async () => Number(/scale\((.+)\)/.exec(await transform())?.[1]);
  expect(await scale()).toBe(0.75);
  expect(await diagram.page.locator('.partly').isVisible()).toBe(true);
  await diagram.look('diagram-30');
  await diagram.page.keyboard.press('Tab');
  await diagram.page.locator('.stage').press('0');
  expect(await scale()).toBeLessThan(0.6);
  expect(await diagram.page.locator('.partly').isVisible()).toBe(false);
});

test('300 changes in a row end in the right picture, and the view stays where it was put', async () => {
  await diagram.show(star(4));
  await diagram.page.mouse.move(500, 300);
  await diagram.page.mouse.wheel(0, -200);
  const before = await transform();
  const messages = Array.from({ length: 300 }, (_, index) => diagram.message(star(1 + (index % 7))));
  // Not waited for one by one: they come whether or not the page is busy.
  const sent = messages.map(async (message, index) => {
    await new Promise((resolve) => setTimeout(resolve, index * 33));
    await diagram.send(message);
  });
  await Promise.all(sent);
  await diagram.drawn(messages.at(-1)?.serial ?? 0);
  expect(await transform()).toBe(before);
  const addresses = (await diagram.labels()).flat().filter((label) => label.startsWith('10.0.0.'));
  expect(addresses).toHaveLength(1 + (299 % 7));
});

test('1,000 namespaces are one box, and a click asks for a page of them', async () => {
  const many = star(1000, (index) => (index < 3 ? { state: 'down' } : {}));
  await diagram.show(many);
  await diagram.page.getByRole('button', { name: 'Fit' }).click();
  await diagram.look('diagram-1000');
  expect((await diagram.labels()).flat()).toContain('× 997 namespaces');
  diagram.said.length = 0;
  await diagram.page.locator('.picture .node[data-kind="fold"]').click();
  const act = await diagram.heard('act');
  if (act.type !== 'act') throw new Error('unreachable');
  expect(act.action).toBe('unfold');
  await diagram.show(many, { unfolded: diagram.next(many) });
  expect((await diagram.labels()).flat()).toContain('12 of 997 unfolded');
});

test('a fold that is clicked stays where it is, or the whole picture is fitted again', async () => {
  const fold = diagram.page.locator('.picture .node[data-kind="fold"]');
  const unfoldByClick = async () => {
    const all = star(40);
    await diagram.show(all);
    await fold.click();
    const before = await fold.boundingBox();
    await diagram.show(all, { unfolded: diagram.next(all).slice(0, 4) });
    return { before, after: await fold.boundingBox() };
  };
  await diagram.page.locator('.stage').press('0');
  await unfoldByClick();
  const [stage, picture] = await Promise.all([
    diagram.page.locator('.stage').boundingBox(),
    diagram.page.locator('.picture > svg').boundingBox(),
  ]);
  expect(picture?.height ?? 0).toBeLessThanOrEqual(stage?.height ?? 0);
  expect(picture?.y ?? 0).toBeGreaterThanOrEqual(stage?.y ?? 0);
  await diagram.page.getByRole('button', { name: 'Zoom out' }).click();
  const { before, after } = await unfoldByClick();
  expect(Math.round(after?.x ?? -1)).toBe(Math.round(before?.x ?? -2));
  expect(Math.round(after?.y ?? -1)).toBe(Math.round(before?.y ?? -2));
  await diagram.page.locator('.stage').press('Escape');
});

test('the keyboard goes from node to node and opens one', async () => {
  await diagram.show(labAt(FINISHED));
  await diagram.page.locator('.stage').focus();
  await diagram.page.keyboard.press('ArrowDown');
  await diagram.page.keyboard.press('ArrowDown');
  diagram.said.length = 0;
  await diagram.page.keyboard.press('Enter');
  expect(await diagram.heard('act')).toMatchObject({ action: 'reveal' });
  expect(await diagram.page.locator('.card h2').innerText()).not.toBe('');
  await diagram.page.keyboard.press('Escape');
  expect(await diagram.page.locator('.card').isVisible()).toBe(false);
});

test('a search by address fades the rest', async () => {
  await diagram.page.keyboard.press('/');
  await diagram.page.keyboard.type('192.168.52.2');
  await diagram.look('diagram-search');
  expect(await diagram.page.locator('.picture .node.found').count()).toBe(1);
  await diagram.page.keyboard.press('Escape');
  expect(await diagram.page.locator('.picture.searching').count()).toBe(0);
});

test('a search finds what is folded, Enter unfolds it, and a search without a hit says so', async () => {
  const all = star(300);
  await diagram.show(all);
  const said = () => diagram.page.locator('.found-note').innerText();
  await diagram.page.locator('input').fill('c250');
  expect(await said()).toBe('In “× 300 namespaces”: c250. Enter unfolds it');
  expect(await diagram.page.locator('.picture .node.found').getAttribute('data-kind')).toBe('fold');
  await diagram.look('diagram-search-folded');
  diagram.said.length = 0;
  await diagram.page.keyboard.press('Enter');
  const act = await diagram.heard('act');
  expect(act).toMatchObject({ action: 'unfold', member: '1249' });
  await diagram.show(all, { unfolded: ['1249'] });
  expect(await diagram.page.locator('.picture .hit').getAttribute('data-key')).toBe('netns 1249');
  await diagram.page.keyboard.press('ArrowDown');
  expect(await diagram.page.evaluate('document.activeElement.getAttribute("data-key")')).toBe('netns 1249');
  await diagram.page.keyboard.press('Escape');
  expect(await diagram.page.locator('input').inputValue()).toBe('');
  await diagram.page.locator('input').fill('no such thing');
  expect(await said()).toBe('Nothing found');
  await diagram.page.keyboard.press('Escape');
  expect(await diagram.page.locator('.found-note').isVisible()).toBe(false);
});

test('what is hidden is said above the picture and not on it', async () => {
  await diagram.show(star(300));
  const edge = (selector: string, side: string) =>
    diagram.page.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().${side}`);
  expect(await diagram.page.locator('.say').innerText()).toContain('300 namespaces');
  expect(await edge('.say', 'bottom')).toBeLessThanOrEqual(await edge('.stage', 'top'));
});

test('a picture is saved as SVG and PNG, and needs nothing from outside', async () => {
  await diagram.show(labAt(FINISHED));
  diagram.said.length = 0;
  await diagram.page.getByRole('button', { name: 'Save as SVG' }).click();
  const svg = await diagram.heard('save');
  if (svg.type !== 'save') throw new Error('unreachable');
  expect(svg.data).toContain('192.168.52.5/24');
  expect(svg.data).not.toContain('var(--');
  await diagram.page.getByRole('button', { name: 'Save as PNG' }).click();
  const png = await diagram.heard('save', (message) => message.type === 'save' && message.format === 'png');
  if (png.type !== 'save') throw new Error('unreachable');
  expect(Buffer.from(png.data, 'base64').subarray(1, 4).toString()).toBe('PNG');
  expect(diagram.trespasses).toEqual([]);
});

test('colours follow the theme without a new layout', async () => {
  await diagram.page.evaluate(`document.documentElement.style.setProperty('--vscode-charts-green', 'rgb(1, 2, 3)')`);
  expect(await style('.picture .node[data-state="up"] rect', 'stroke')).toBe('rgb(1, 2, 3)');
});

test('what was seen last of a lost host is grey, and says since when', async () => {
  const { shown, ...message } = diagram.message(labAt(FINISHED));
  await diagram.send({ ...message, shown: { ...shown, lost: 'Not reached since 14:03:05.' } });
  await diagram.drawn(message.serial);
  expect(await style('.stage .picture', 'filter')).toBe('grayscale(1)');
  expect(await diagram.page.locator('.problem').innerText()).toBe('Not reached since 14:03:05.');
  await diagram.look('diagram-lost');
  diagram.said.length = 0;
  await diagram.page.getByRole('button', { name: 'Restart' }).click();
  expect(await diagram.heard('start')).toMatchObject({ how: 'restart' });
  await diagram.show(labAt(FINISHED));
  expect(await style('.stage .picture', 'filter')).toBe('none');
  expect(await diagram.page.locator('.problem').innerText()).toBe('');
  expect(await diagram.page.getByRole('button', { name: 'Restart' }).isVisible()).toBe(false);
});

test('after a reload the view is where it was', async () => {
  await diagram.page.mouse.move(400, 300);
  await diagram.page.mouse.wheel(0, -150);
  const before = await transform();
  await diagram.reload();
  await diagram.show(labAt(FINISHED));
  expect(await transform()).toBe(before);
  expect(diagram.trespasses).toEqual([]);
});

test('the page speaks the language that the panel gives it', async () => {
  const german = await DiagramPage.open({ fitTitle: 'Ganz zeigen', markUp: '"><img src=x>', reveal: 'Im Baum zeigen' });
  await german.show(labAt(FINISHED));
  await german.page.getByRole('button', { name: 'Ganz zeigen' }).click();
  expect(await german.page.locator('.legend').innerText()).toContain('"><img src=x>');
  expect(await german.page.locator('html').getAttribute('lang')).toBe('de');
  await german.page.locator('.picture .node').first().click();
  await german.page.getByRole('button', { name: 'Im Baum zeigen' }).waitFor();
  expect(german.trespasses).toEqual([]);
  await german.close();
});
