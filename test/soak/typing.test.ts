// Long texts and a slow typist: what is in a cell is what was typed, key by key.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type Editor, openEditor } from '../ui/harness.ts';
import { commandsOfLab, expectNamesTyped, expectTyped, NAMES, TRAPS, WORDS } from '../ui/typing.ts';

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1280, height: 1000 } });
}, 180_000);

afterAll(async () => {
  await editor?.close();
});

// Among the commands of the second is a quoted program of many lines: 'quote-too-many' at its end.
describe.each([40, 120])('at %i ms a key', (delay) => {
  test.each(['container-networking.netlab', 'port-forwarding.netlab'])('the commands of %s', (lab) =>
    expectTyped(editor, commandsOfLab(lab), delay),
  );
  test('enter-takes-a-snippet: lines that end in its words', () => expectTyped(editor, TRAPS, delay));
  test('enter-replaces-a-name: in a lab that has run', () => expectNamesTyped(editor, NAMES, delay));
  test('enter-takes-a-longer-word: lines of words that are offered', () => expectTyped(editor, WORDS, delay));
});
