import { expect } from 'vitest';
import { diagram } from '../../src/diagram/diagram.ts';
import { randomTopology, unfinishedTopology } from '../unit/diagram/random.ts';
import { behindIn } from './behind.ts';
import type { DiagramPage } from './diagram-page.ts';

/** Small ones, of which many can be drawn. */
const shapeOf = (seed: number) => (seed % 2 ? unfinishedTopology(seed) : randomTopology(seed, 4));

/** Draws a random network by the page, as a person would get it, and looks for what is not drawn or cannot be seen. */
export async function drawRandom(page: DiagramPage, seed: number): Promise<void> {
  const topology = shapeOf(seed);
  const { picture } = diagram(topology);
  page.said.length = 0;
  await page.show(topology);
  expect(page.said.filter(({ type }) => type === 'failed')).toEqual([]);
  expect(await page.page.locator('.problem').textContent()).toBe('');
  const count = (selector: string) => page.page.locator(`.picture:not(.drawing) ${selector}`).count();
  expect(await count('.node[data-key]')).toBe(picture.nodes.length);
  expect(await count('.cluster[data-key]')).toBe(picture.boxes.length);
  expect(await count('path.flowchart-link[data-key]')).toBe(picture.edges.length);
  expect(await page.page.evaluate(behindIn(picture))).toEqual([]);
}

/** Says at which seed it was. */
export async function drawSeeds(page: DiagramPage, first: number, count: number): Promise<void> {
  for (let seed = first; seed < first + count; seed++)
    await drawRandom(page, seed).catch((error: unknown) => {
      throw new Error(`shapeOf(${seed}): ${error instanceof Error ? error.message : error}`, { cause: error });
    });
}
