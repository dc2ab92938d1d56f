// The abbreviations of ip(8), against ip itself.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ACTIONS, ipCommand, LINK_WORDS, linkWords, OBJECTS } from '../../../src/shell/ip.ts';

const beginnings = (names: readonly string[]) => [
  ...new Set(names.flatMap((name) => [...name].map((_, at) => name.slice(0, at + 1)))),
];

/** What ip says of each command, in namespaces where it can change nothing. */
function saidOf(commands: readonly (readonly string[])[]): string[] {
  const script = commands.map((words) => `ip ${words.join(' ')} 2>&1 >/dev/null </dev/null; echo --`).join('\n');
  const { stdout, stderr } = spawnSync('unshare', ['-Urnm', 'sh'], {
    input: `mount -t tmpfs none /run\n${script}`,
    maxBuffer: 2 ** 26,
  });
  expect(stderr.toString()).toBe('');
  return stdout.toString().split('--\n').slice(0, -1);
}

function expectSame(commands: readonly (readonly string[])[]): void {
  const whole = commands.map((words) => {
    const { object = '', action = '', args } = ipCommand(words);
    return [object, action, ...args];
  });
  const said = (all: readonly string[], of: readonly (readonly string[])[]) =>
    all.map((text, at) => `${commands[at]?.join(' ')} is ${of[at]?.join(' ')}: ${text}`);
  const short = saidOf(commands);
  expect(short.length).toBe(commands.length);
  expect(said(short, whole)).toEqual(said(saidOf(whole), whole));
}

test('each beginning of an object is the object that is read', () => {
  expectSame(beginnings(OBJECTS).map((object) => [object, 'help']));
});

test('each beginning of an action is the action that is read', () => {
  const monitors = (word: string) => 'monitor'.startsWith(word);
  const commands = [...ACTIONS].flatMap(([object, actions]) =>
    beginnings(actions).flatMap((action) => (monitors(action) ? [] : [[object, action, 'zz9']])),
  );
  expect(commands.length).toBeGreaterThan(200);
  expectSame(commands);
});

test('each beginning of a word of ip link set is the word that is read', () => {
  const words = beginnings(LINK_WORDS.map(({ name }) => name)).filter((word) => !'help'.startsWith(word));
  const named = words.map((word) => linkWords([word, '1'])[0]?.name ?? '');
  const command = (word: string) => ['link', 'set', 'dev', 'zz9', word, '1'];
  const said = saidOf(words.map(command));
  const whole = saidOf(named.map((name, at) => command(name || (words[at] ?? ''))));
  // What is no word for us is none for ip either: it takes it for the name of a second link.
  const wrong = words.filter((word, at) =>
    named[at] ? said[at] !== whole[at] : !said[at]?.includes(`"${word}" is a garbage`),
  );
  expect(wrong).toEqual([]);
});
