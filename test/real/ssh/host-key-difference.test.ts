import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareWithSsh, isIntended } from './host-key-oracle.ts';
import { describeWithServer } from './server.ts';

describeWithServer('host keys against ssh(1)', () => {
  test('host-key-more-lenient-than-ssh: never, on random files of known hosts', async () => {
    const first = Math.floor(Math.random() * 2 ** 31);
    const { directory, ...found } = await compareWithSsh(Array.from({ length: 40 }, (_, index) => first + index));
    expect(found.lenient).toEqual([]);
    expect(found.stricter.filter((difference) => !isIntended(difference))).toEqual([]);
    expect(found.otherFile).toEqual([]);
    rmSync(directory, { recursive: true });
  });
});
