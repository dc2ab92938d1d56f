import { expect, test } from 'vitest';
import { toLab } from '../../../src/notebook/convert.ts';
import { parseNotebook } from '../../../src/notebook/notebook.ts';

const fence = (text: string, info = '') => `\`\`\`${info}\n${text}\n\`\`\`\n`;
const convert = (text: string, options: Parameters<typeof toLab>[1] = {}) =>
  toLab(parseNotebook(new TextEncoder().encode(text), { dialect: 'markdown' }), options);
/** Each code cell: its info string and its text. */
const cellsOf = (text: string) =>
  parseNotebook(new TextEncoder().encode(text), { dialect: 'netlab' })
    .cells.filter(({ kind }) => kind === 'code')
    .map(({ info, text }) => [info, text]);

test('prompts are gone, output is text', () => {
  const { text, left } = convert(`# Rooms\n\n${fence('$ ip netns add red\n$ ip netns list\nred', 'console')}`);
  expect(text).toBe(`# Rooms\n\n${fence('ip netns add red\nip netns list', 'sh')}\n${fence('red', 'text')}`);
  expect(left).toEqual([]);
});

test('a drawing and output in a fence of shell are no cells of the lab', () => {
  const { text } = convert(
    `${fence('red --> br0', 'bash')}\n${fence('ip a', 'bash')}\n${fence('1: lo: <UP>', 'bash')}`,
  );
  expect(cellsOf(text)).toEqual([['bash', 'ip a']]);
  expect(text).toContain('red --> br0');
});

test('what was read is written down', () => {
  const { text } = convert(
    [
      fence('ip netns add blue', 'sh'),
      fence('# ip netns exec blue bash\n# ip link set lo up\n# exit', 'console'),
      fence('root@blue:~# ip a', 'text'),
      fence('python3 -m http.server 8080', 'sh'),
      fence('ping 192.0.2.1', 'sh'),
      fence('vim /etc/hosts', 'sh'),
      `It fails:\n\n${fence('ping -c 1 192.0.2.9', 'sh')}\n${fence('ping: connect: Network is unreachable')}`,
      `## Clean up\n\n${fence('ip netns del blue', 'sh {name=end}')}`,
    ].join('\n'),
    { uplink: 'enp4s0' },
  );
  expect(text).toMatch(/^---\nnetlab: \{ uplink: enp4s0 \}\n---\n/);
  expect(cellsOf(text)).toEqual([
    ['sh', 'ip netns add blue'],
    ['sh {netns=blue}', 'ip link set lo up'],
    ['sh {netns=blue}', 'ip a'],
    ['sh {background=true}', 'python3 -m http.server 8080'],
    ['sh {timeout=5s expect=timeout}', 'ping 192.0.2.1'],
    ['sh {interactive=true}', 'vim /etc/hosts'],
    ['sh {expect=fail}', 'ping -c 1 192.0.2.9'],
    ['sh {name=end excludeFromRunAll=true}', 'ip netns del blue'],
  ]);
});

test('what happened wins over what is said, and values stand for placeholders', () => {
  const tutorial = `It fails:\n\n${fence('ip link add <bridge> type bridge', 'sh')}\n${fence('ls /nowhere', 'sh')}`;
  const { text } = convert(tutorial, {
    values: { bridge: 'br7' },
    happened: ({ text: cell }) => ({ status: cell.startsWith('ls') ? 2 : 0 }),
  });
  expect(cellsOf(text)).toEqual([
    ['sh', 'ip link add br7 type bridge'],
    ['sh {expect=fail}', 'ls /nowhere'],
  ]);
});

test('what nobody has said is left as text, and listed', () => {
  const tutorial = `${fence('ip a', 'sh')}\n${fence('iptables [-t table]\nip a')}\n${fence('````\nip a', 'text')}`;
  const { text, left } = convert(tutorial);
  expect(cellsOf(text)).toEqual([['sh', 'ip a']]);
  expect(left.map(({ line }) => line)).toEqual([5]);
  expect(cellsOf(convert(tutorial, { answerOf: () => 'commands' }).text).length).toBe(2);
});
