import { expect, test } from 'vitest';
import { ipCommand } from '../../../src/shell/ip.ts';

const said = (line: string) => {
  const { options, object, action, args } = ipCommand(line.split(' ').filter(Boolean));
  return { object, action, args: args.join(' '), netns: options.get('-netns'), batch: options.get('-batch') };
};

test.each([
  ['a', { object: 'address' }],
  ['l s eth0 down', { object: 'link', action: 'set', args: 'eth0 down' }],
  ['a s', { object: 'address', action: 'show' }],
  ['ro d default', { object: 'route', action: 'delete', args: 'default' }],
  ['r s', { object: 'route', action: 'show' }],
  ['ru f', { object: 'rule', action: 'flush' }],
  ['n f dev eth0', { object: 'neighbour', action: 'flush', args: 'dev eth0' }],
  ['net e a ip a', { object: 'netns', action: 'exec', args: 'a ip a' }],
  ['-n a link', { object: 'link', netns: 'a' }],
  ['--netn a -j -d link ls', { object: 'link', action: 'show', netns: 'a' }],
  ['-f inet6 -br addr lst', { object: 'address', action: 'show' }],
  ['-force -b file', { object: undefined, batch: 'file' }],
  ['-ba -', { object: undefined, batch: '-' }],
  ['-br a', { object: 'address', batch: undefined }],
  ['-c -rc 5 -l 3 link', { object: 'link' }],
  ['-- link', { object: 'link' }],
  ['constructor __proto__', { object: 'constructor', action: '__proto__' }],
  ['', { object: undefined, action: undefined }],
])('ip %s', (line, command) => {
  expect(said(line)).toMatchObject(command);
});
