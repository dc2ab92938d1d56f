// A slow typist: what is in a cell is what was typed, key by key.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from '../ui/harness.ts';
import { commandsOfLabs, typedAtOnce } from '../ui/typing.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
}, 180_000);

afterAll(async () => {
  await editor?.close();
});

test('the commands of both labs, at 120 ms a key', async () => {
  expect(await typedAtOnce(editor, commandsOfLabs(), 120)).toEqual(commandsOfLabs());
});
