// Things that are put elsewhere, on the page alone.
import { afterAll, beforeAll, expect, test } from 'vitest';
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
const BEFORE = labAt(LAB_STEPS['8 masquerade'] ?? {});

const node = (text: string) => diagram.page.locator('.picture:not(.drawing) .node', { hasText: text }).first();
const cluster = (name: string) => diagram.page.locator(`.picture:not(.drawing) .cluster[aria-label$=" ${name}"]`);
const middle = async (what: ReturnType<typeof node>) => {
  const box = await what.boundingBox();
  if (!box) throw new Error('not shown');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};
const rounded = ({ x, y }: { readonly x: number; readonly y: number }) => [Math.round(x), Math.round(y)];

/** From the corner of a box, or the middle of a node. */
async function drag(what: ReturnType<typeof node>, dx: number, dy: number, corner = false): Promise<void> {
  const box = await what.boundingBox();
  if (!box) throw new Error('not shown');
  const from = corner ? { x: box.x + box.width - 6, y: box.y + 6 } : await middle(what);
  await diagram.page.mouse.move(from.x, from.y);
  await diagram.page.mouse.down();
  await diagram.page.mouse.move(from.x + dx / 2, from.y + dy / 2);
  await diagram.page.mouse.move(from.x + dx, from.y + dy);
  await diagram.page.mouse.up();
}

/** The ends of the line between two nodes, by the names that its label says. */
const ends = (names: string) =>
  diagram.page.evaluate<number[]>(`(() => {
    const path = document.querySelector('.picture:not(.drawing) path[aria-label*="${names}"]');
    const at = (length) => path.getPointAtLength(length).matrixTransform(path.getScreenCTM());
    return [at(0), at(path.getTotalLength())].flatMap(({ x, y }) => [x, y]);
  })()`);
const CABLE = 'veth-webapp in webapp – veth-webapp-br in Sandbox';

test('a node stays where it is dragged, its lines follow, and its box grows', async () => {
  await diagram.show(FINISHED);
  await diagram.page.getByRole('button', { name: 'Fit the diagram' }).click();
  const veth = node('192.168.52.2/24');
  const [before, line] = [await middle(veth), await ends(CABLE)];
  diagram.said.length = 0;
  await drag(veth, 150, 30);
  const after = await middle(veth);
  expect(rounded(after)).toEqual(rounded({ x: before.x + 150, y: before.y + 30 }));
  const moved = await ends(CABLE);
  expect(moved.map((at, index) => Math.round(at - (line[index] ?? 0)))).toEqual([150, 30, 0, 0]);
  const [box, inner] = [await cluster('webapp').boundingBox(), await veth.boundingBox()];
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeGreaterThan((inner?.x ?? 0) + (inner?.width ?? 0));
  // It was no click.
  expect(diagram.said.filter(({ type }) => type === 'act')).toEqual([]);
  await diagram.look('diagram-moved');
});

test('a box takes along what it holds', async () => {
  const veth = node('192.168.52.2/24');
  const [before, line] = [await middle(veth), await ends(CABLE)];
  await drag(cluster('webapp'), -40, 25, true);
  expect(rounded(await middle(veth))).toEqual(rounded({ x: before.x - 40, y: before.y + 25 }));
  expect((await ends(CABLE)).map((at, index) => Math.round(at - (line[index] ?? 0)))).toEqual([-40, 25, 0, 0]);
  await diagram.look('diagram-moved-box');
});

test('they stay there in other layouts and after a reload, until Fit', async () => {
  const veth = node('192.168.52.2/24');
  const at = rounded(await middle(veth));
  await diagram.show(BEFORE);
  await diagram.show(FINISHED);
  expect(rounded(await middle(veth))).toEqual(at);
  await diagram.reload();
  await diagram.show(FINISHED);
  expect(rounded(await middle(veth))).toEqual(at);
  const bent = await ends(CABLE);
  await diagram.page.getByRole('button', { name: 'Fit the diagram' }).click();
  expect(rounded(await middle(veth))).not.toEqual(at);
  expect(await ends(CABLE)).not.toEqual(bent);
  const transform = await veth.getAttribute('transform');
  await diagram.reload();
  await diagram.show(FINISHED);
  expect(await veth.getAttribute('transform')).toBe(transform);
});

test('the keyboard moves them, too, boxes included, and it is said', async () => {
  const veth = node('192.168.52.2/24');
  await veth.focus();
  const before = await middle(veth);
  await diagram.page.keyboard.press('Alt+ArrowRight');
  expect((await middle(veth)).x).toBeGreaterThan(before.x + 5);
  expect(await diagram.page.locator('[aria-live]').innerText()).toBe('veth-webapp moved right');
  await diagram.page.keyboard.press('b');
  expect(await diagram.page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'network namespace webapp',
  );
  const of = await middle(cluster('webapp'));
  await diagram.page.keyboard.press('Alt+ArrowDown');
  expect((await middle(cluster('webapp'))).y).toBeGreaterThan(of.y + 5);
  expect(await diagram.page.locator('[aria-live]').innerText()).toBe('webapp moved down');
  // From a box the arrow keys lead on.
  await diagram.page.keyboard.press('ArrowDown');
  expect(await diagram.page.evaluate('document.activeElement.classList.contains("node")')).toBe(true);
  await diagram.page.locator('.stage').press('0');
});

test('what was put outside of the layout is in the file that is saved', async () => {
  await drag(node('192.168.52.1/24'), -250, 0);
  diagram.said.length = 0;
  await diagram.page.getByRole('button', { name: 'Save as SVG' }).click();
  const saved = await diagram.heard('save');
  if (saved.type !== 'save') throw new Error('unreachable');
  const [left = 0] = /viewBox="([^"]+)"/.exec(saved.data)?.[1]?.split(' ').map(Number) ?? [];
  expect(left).toBeLessThan(-50);
  expect(diagram.trespasses).toEqual([]);
});
