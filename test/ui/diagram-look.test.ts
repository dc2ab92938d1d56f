// What lies around and over the picture, on the page alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Shown } from '../../src/diagram/messages.ts';
import { star } from '../unit/diagram/build.ts';
import { LAB_STEPS, labAt } from '../unit/diagram/lab-steps.ts';
import { DiagramPage } from './diagram-page.ts';

let diagram: DiagramPage;

beforeAll(async () => {
  diagram = await DiagramPage.open();
});

afterAll(async () => {
  await diagram?.close();
});

const FINISHED = labAt(LAB_STEPS['9 out into the world'] ?? {});
const WIDE = { width: 1000, height: 700 };

const button = (name: string) => diagram.page.getByRole('button', { name });
const box = async (selector: string) => {
  const found = await diagram.page.locator(selector).first().boundingBox();
  if (!found) throw new Error(`${selector} is not shown`);
  return found;
};

async function showWith(more: Partial<Shown>, made = FINISHED): Promise<void> {
  const { shown, ...message } = diagram.message(made);
  await diagram.send({ ...message, shown: { ...shown, ...more } });
  await diagram.drawn(message.serial);
}

test('each button is a drawing that says in words what it does', async () => {
  await diagram.show(FINISHED);
  const buttons = diagram.page.locator('.bar button:visible');
  for (const one of await buttons.all()) {
    const name = await one.getAttribute('aria-label');
    expect(name).toBeTruthy();
    expect(await one.getAttribute('title')).toBe(name);
    expect(await one.locator('svg.icon[aria-hidden="true"]').count(), `${name}`).toBe(1);
  }
  expect(await buttons.count()).toBe(11);
});

test('at 200 px the buttons that have no room are left to the menu, and nothing is cut off', async () => {
  await diagram.page.setViewportSize({ width: 200, height: 500 });
  await diagram.show(FINISHED);
  await diagram.look('diagram-narrow');
  expect(await button('Save as SVG').isVisible()).toBe(false);
  const more = await box('[aria-label="More actions"]');
  expect(more.x + more.width).toBeLessThanOrEqual(200);
  expect((await box('input')).x).toBeGreaterThanOrEqual(0);
  await diagram.page.locator('.stage').press('0');
  await diagram.page.locator('.picture .node', { hasText: '192.168.52.2' }).first().click();
  const card = await box('.card');
  expect([card.x >= 0, card.x + card.width <= 200]).toEqual([true, true]);
  await diagram.look('diagram-narrow-card');
  await diagram.page.keyboard.press('Escape');
  await diagram.page.setViewportSize(WIDE);
});

test('the card lies over the picture, which stays as it is, and not over what it is about', async () => {
  await diagram.show(FINISHED);
  await button('Fit the diagram').click();
  for (const text of ['192.168.52.1/24', '192.168.52.2/24', '192.168.52.5/24']) {
    const node = diagram.page.locator('.picture .node', { hasText: text }).first();
    const before = await node.boundingBox();
    await node.click();
    const [about, card] = [await node.boundingBox(), await box('.card')];
    if (!about || !before) throw new Error(text);
    // Its border is thicker now.
    const middle = ({ x, width }: typeof about) => Math.round(x + width / 2);
    expect(middle(about)).toBe(middle(before));
    const apart = card.x >= about.x + about.width || card.x + card.width <= about.x;
    const above = card.y >= about.y + about.height || card.y + card.height <= about.y;
    expect(apart || above, text).toBe(true);
    await diagram.look(`diagram-card-${text.slice(11, 12)}`);
  }
  await button('Close the card').click();
  expect(await diagram.page.locator('.card').isVisible()).toBe(false);
});

test('a card that is longer than its place scrolls, and the picture stays', async () => {
  await diagram.page.setViewportSize({ width: 400, height: 300 });
  await diagram.show(FINISHED);
  await diagram.page.locator('.stage').press('0');
  await diagram.page.locator('.picture .node', { hasText: '192.168.52.2/24' }).first().click();
  const picture = () => diagram.page.evaluate<string>(`document.querySelector('.picture').style.transform`);
  const [before, card] = [await picture(), await box('.card')];
  await diagram.page.mouse.move(card.x + 20, card.y + 60);
  await diagram.page.mouse.wheel(0, 60);
  await expect
    .poll(() => diagram.page.evaluate<number>(`document.querySelector('.card').scrollTop`))
    .toBeGreaterThan(0);
  expect(await picture()).toBe(before);
  await diagram.page.keyboard.press('Escape');
  await diagram.page.setViewportSize(WIDE);
});

test('the menu of what the card is about opens from the card', async () => {
  const { shown, ...message } = diagram.message(FINISHED);
  const items = shown.items.map((item) => ({ ...item, context: { netlabItem: 'link', panel: 'p', key: item.key } }));
  await diagram.send({ ...message, shown: { ...shown, items } });
  await diagram.drawn(message.serial);
  await diagram.page.evaluate(`addEventListener('contextmenu', (event) => {
    globalThis.asked = event.target.closest('[data-vscode-context]')?.dataset.vscodeContext;
  }, { once: true })`);
  const node = diagram.page.locator('.picture .node', { hasText: '192.168.52.2/24' }).first();
  await node.click();
  await diagram.page.locator('.card').getByRole('button', { name: 'More actions' }).click();
  const asked = JSON.parse(await diagram.page.evaluate<string>('globalThis.asked'));
  expect(asked).toEqual({ netlabItem: 'link', panel: 'p', key: await node.getAttribute('data-key') });
  await diagram.page.keyboard.press('Escape');
});

test('while there is no picture the middle says why, and what to do about it', async () => {
  const nothing = { structure: '', items: [], hidden: [] };
  await showWith({ ...nothing, empty: { text: 'Run a cell. <img src=x>', start: 'runAll' } });
  await diagram.look('diagram-empty');
  expect(await diagram.page.locator('.empty').innerText()).toContain('<img src=x>');
  diagram.said.length = 0;
  await button('Run All').click();
  expect(await diagram.heard('start')).toMatchObject({ how: 'runAll' });
  // A button that has the keyboard keeps it while nothing is new.
  await button('Run All').focus();
  await showWith({ ...nothing, empty: { text: 'Run a cell. <img src=x>', start: 'runAll' } });
  expect(await diagram.page.evaluate('document.activeElement.textContent')).toBe('Run All');
  await showWith({});
  expect(await diagram.page.locator('.empty').isVisible()).toBe(false);
});

test('what has been done is said for a moment', async () => {
  const told = diagram.page.getByRole('status').filter({ hasText: 'Copied' });
  await diagram.send({ type: 'told', text: 'Copied as Mermaid text' });
  await told.waitFor();
  await diagram.look('diagram-told');
  await told.waitFor({ state: 'detached', timeout: 15_000 });
});

test('what the last cell changed stays marked after it has ceased to shine', async () => {
  const { shown } = diagram.message(FINISHED);
  const key = shown.items.find(({ title }) => title === 'veth-sleep')?.key ?? '';
  const node = diagram.page.locator(`.picture .node[data-key="${key}"]`);
  const fill = () =>
    node
      .locator('rect')
      .first()
      .evaluate((rect) => rect.ownerDocument.defaultView?.getComputedStyle(rect).fill);
  await showWith({});
  const plain = await fill();
  await showWith({ recent: [key] });
  await diagram.look('diagram-recent');
  expect(await fill()).not.toBe(plain);
  expect(await node.getAttribute('aria-description')).toBe('the last change by a cell');
  // Also in another layout; what is saved does not have it.
  await showWith({ recent: [key] }, labAt(LAB_STEPS['8 masquerade'] ?? {}));
  diagram.said.length = 0;
  await button('Save as SVG').click();
  expect(await diagram.heard('save')).toMatchObject({ data: expect.not.stringContaining(' recent') });
  await showWith({ recent: [] });
  expect(await fill()).toBe(plain);
});

test('rates are asked for only when they are wanted, and stand on the lines and in the card', async () => {
  await diagram.show(FINISHED);
  const toggle = button('Show or hide what lines carry now');
  expect(await toggle.getAttribute('aria-pressed')).toBe('false');
  expect(diagram.said.filter((message) => message.type === 'rates' && message.on)).toEqual([]);
  await toggle.click();
  await diagram.heard('rates', (message) => message.type === 'rates' && message.on);
  expect(await toggle.getAttribute('aria-pressed')).toBe('true');
  await diagram.page.locator('.picture .node', { hasText: '192.168.52.2/24' }).first().click();
  const { shown } = diagram.message(FINISHED);
  const [cable] = shown.items.filter(({ kind, spoken }) => kind === 'wire' && spoken.includes('veth-webapp'));
  const link = shown.items.find(({ title }) => title === 'veth-webapp');
  const rates = (there: string) => ({
    type: 'rates' as const,
    lines: [{ id: cable?.id ?? '', there, back: '3.4 kbit/s' }],
    things: [{ key: link?.key ?? '', text: `receives 3.4 kbit/s, sends ${there}` }],
  });
  await diagram.send(rates('1.2 Mbit/s'));
  const label = diagram.page.locator('.picture .rate');
  await label.waitFor();
  expect(await label.allTextContents()).toEqual(['↓ 1.2 Mbit/s↑ 3.4 kbit/s']);
  expect(await diagram.page.locator('.card').innerText()).toContain('receives 3.4 kbit/s, sends 1.2 Mbit/s');
  await diagram.look('diagram-rates');
  await diagram.send(rates('<img src=x>'));
  await diagram.page.locator('.card', { hasText: '<img src=x>' }).waitFor();
  expect(await label.count()).toBe(1);
  // Laid out the other way, the arrows point the other way.
  await diagram.show(FINISHED, { direction: 'LR' });
  await diagram.send(rates('7 bit/s'));
  await expect.poll(() => label.allTextContents()).toEqual(['→ 7 bit/s← 3.4 kbit/s']);
  diagram.said.length = 0;
  await toggle.click();
  expect(await diagram.heard('rates')).toMatchObject({ on: false });
  expect(await label.count()).toBe(0);
  expect(await diagram.page.locator('.card').innerText()).not.toContain('receives');
  await diagram.page.locator('.stage').press('Escape');
});

test('a search brings its hits into the middle, one after the other', async () => {
  const all = star(30);
  await diagram.show(all, { fold: 'none' });
  await button('Fit the diagram').click();
  const view = () => diagram.page.locator('.picture').first().getAttribute('style');
  const before = await view();
  const said = () => diagram.page.locator('.found-note').innerText();
  const middle = async () => {
    const [hit, stage] = [await box('.picture .hit'), await box('.stage')];
    const off = [
      hit.x + hit.width / 2 - stage.x - stage.width / 2,
      hit.y + hit.height / 2 - stage.y - stage.height / 2,
    ];
    return off.map((far) => Math.abs(far) < 1);
  };
  await diagram.page.locator('input').fill('c2');
  const keys: (string | null)[] = [];
  for (const [press, count] of [
    ['', '1 of 33'],
    ['Enter', '2 of 33'],
    ['Enter', '3 of 33'],
    ['Shift+Enter', '2 of 33'],
    ['Shift+Enter', '1 of 33'],
    ['Shift+Enter', '33 of 33'],
  ] as const) {
    if (press) await diagram.page.keyboard.press(press);
    expect(await said()).toBe(count);
    expect(await middle()).toEqual([true, true]);
    keys.push(await diagram.page.locator('.picture .hit').getAttribute('data-key'));
  }
  expect(new Set(keys).size).toBe(4);
  await diagram.look('diagram-search-next');
  await diagram.page.keyboard.press('Escape');
  expect(await diagram.page.locator('.picture .hit').count()).toBe(0);
  expect(await view()).toBe(before);
  expect(diagram.trespasses).toEqual([]);
});
