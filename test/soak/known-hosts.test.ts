import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareWithSsh, isIntended } from '../real/ssh/host-key-oracle.ts';
import { noServer } from '../real/ssh/server.ts';

test('host-key-more-lenient-than-ssh: never, on 1,200 random files of known hosts', async ({ skip }) => {
  if (noServer !== undefined) skip(noServer);
  const first = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const again = `SEED=${first}`;
  const { directory, ...found } = await compareWithSsh(Array.from({ length: 1200 }, (_, index) => first + index));
  expect(found.lenient, again).toEqual([]);
  expect(
    found.stricter.filter((difference) => !isIntended(difference)),
    again,
  ).toEqual([]);
  expect(found.otherFile, again).toEqual([]);
  // Each verdict is met often enough for the comparison to mean something.
  for (const count of Object.values(found.verdicts)) expect(count, again).toBeGreaterThan(120);
  rmSync(directory, { recursive: true });
});
