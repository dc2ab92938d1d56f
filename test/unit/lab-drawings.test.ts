import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';

/** As many columns as a notebook has beside the diagram in a window of 1280 px; VS Code breaks longer lines. */
const COLUMNS = 40;

test.each(globSync('labs/*.netlab', { cwd: root }))('the drawings of %s fit beside the diagram', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const drawings = [...text.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, drawing = '']) => drawing);
  expect(drawings.length).toBeGreaterThan(0);
  const wide = drawings.flatMap((drawing) => drawing.split('\n').filter((line) => [...line].length > COLUMNS));
  expect(wide).toEqual([]);
});
