import { afterAll, beforeAll, test } from 'vitest';
import { DiagramPage } from '../ui/diagram-page.ts';
import { drawSeeds } from '../ui/shapes.ts';

let page: DiagramPage;

beforeAll(async () => {
  page = await DiagramPage.open();
});

afterAll(async () => {
  await page?.close();
});

test('5,000 random networks are drawn, and no line is hidden (seeds from 1)', async () => {
  await drawSeeds(page, 1, 5000);
});
