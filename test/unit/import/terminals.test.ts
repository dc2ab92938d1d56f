import { expect, test } from 'vitest';
import { inTerminal } from '../../../src/import/inner-shells.ts';
import { terminalOf } from '../../../src/import/terminals.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';

test.each([
  ['In a second terminal on the host, run:', 'other'],
  ['Leave it running. In another terminal, look at the table. It has one entry:', 'other'],
  ['From another terminal window:', 'other'],
  ['## Terminal 2\n\nPing it:', 'other'],
  ['Open a new terminal, and run:', 'new'],
  ['Open a second terminal:', 'new'],
  ['Back in the first terminal, look:', 'first'],
  ['Go back to the original window.', 'first'],
  ['In einem anderen Terminal:', 'other'],
  ['第二个终端：', 'other'],
] as const)('%s: %s', (before, terminal) => expect(terminalOf(before, 'ip link')).toBe(terminal));

test.each([
  'You do not need another terminal:',
  'If you have a second terminal, run this there:',
  'This gives you a new shell. In it, run:',
  'In a second terminal:\n\n## Next\n\nRun:',
  'The second network is on the other side:',
])('says of no terminal: %s', (before) => expect(terminalOf(before, 'ip link')).toBe(undefined));

test('a comment in the block says it', () =>
  expect(terminalOf('Run:', '# In another terminal\nip link')).toBe('other'));

/** For each cell of a tutorial, the shells around it. */
const around = (text: string) => {
  const { cells } = parseNotebook(Buffer.from(text), { dialect: 'markdown' });
  const typed = cells.flatMap((cell) =>
    cell.kind === 'code' ? [{ text: cell.text, terminal: cell.reading?.terminal }] : [],
  );
  return typed.map((one, at) => {
    const { within, terminal } = inTerminal(one, typed.slice(0, at));
    return [terminal ?? 'first', ...within.map(({ command }) => command)].join(' > ');
  });
};
const fence = (text: string) => `\n\n\`\`\`sh\n${text}\n\`\`\`\n\n`;
const BLUE = 'ip netns exec blue bash';

test('second-terminal: outside of the inner shell, which is there again for what nothing is said of', () => {
  const text = `Enter it:${fence(BLUE)}In a second terminal on the host, run:${fence('ip link add a type dummy')}${fence('ip link')}Now:${fence('ip addr')}`;
  expect(around(text)).toEqual(['first', 'other', 'other', `first > ${BLUE}`]);
});

test('each terminal has its own shells, until a new one is opened', () => {
  const RED = 'ip netns exec red bash';
  const text = `Enter:${fence(BLUE)}In another terminal:${fence(RED)}Look:${fence('ip addr')}In the first terminal:${fence('ip a')}In the second terminal:${fence('ip a')}Open a new terminal:${fence('ip a')}Look:${fence('exit')}`;
  expect(around(text)).toEqual([
    'first',
    'other',
    `other > ${RED}`,
    `first > ${BLUE}`,
    `other > ${RED}`,
    'other',
    `first > ${BLUE}`,
  ]);
});
