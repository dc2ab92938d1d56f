// A slow typist: what is in a cell is what was typed, key by key.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Editor, openEditor } from '../ui/harness.ts';
import { commandsOfLab, openEmpty, typed } from '../ui/typing.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
}, 180_000);

afterAll(async () => {
  await editor?.close();
});

test.each(['container-networking.netlab', 'port-forwarding.netlab'])(
  'the commands of %s, at 120 ms a key',
  async (lab) => {
    const text = commandsOfLab(lab);
    await openEmpty(editor, `slow-${lab}`);
    expect(await typed(editor, `slow-${lab}`, text, 120)).toBe(text);
  },
);
