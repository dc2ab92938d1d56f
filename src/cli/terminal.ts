import { styleText } from 'node:util';
import { printableJson, printableText } from '../printable.ts';
import { write } from './write.ts';

export { stopWaiting } from './write.ts';

export type Style = Parameters<typeof styleText>[0];
/** Some words, or some in a style. */
export type Words = string | readonly [Style, string];

/**
 * The only place where this program writes words of its own: servers, hosts, files and programs may have written parts of
 * them, so all but the styles given here is made printable. Colours only where they are shown (`NO_COLOR`, pipes).
 */
export function say(stream: NodeJS.WriteStream, ...words: readonly Words[]): void | Promise<void> {
  return write(stream, words.map((some) => styled(some, stream)).join(''));
}

function styled(words: Words, stream: NodeJS.WriteStream): string {
  return typeof words === 'string' ? printableText(words) : styleText(words[0], printableText(words[1]), { stream });
}

/** One line of JSON. */
export function sayJson(value: object): void | Promise<void> {
  return write(process.stdout, `${printableJson(value)}\n`);
}

/** What a program printed, as it printed it: its escape sequences act on the terminal. */
export function passOn(stream: NodeJS.WriteStream, chunk: Buffer): void | Promise<void> {
  return write(stream, chunk);
}

/**
 * Ends what such output may have left open, before our own next words: a control string that would swallow them (ST), colours
 * that would hide them (SGR 0), a shifted character set (SI). ECMA-48, 8.3.143 and 8.3.117; ECMA-35.
 */
export function endSequences(stream: NodeJS.WriteStream): void {
  if (stream.isTTY) void write(stream, '\x1b\\\x1b[0m\x0f');
}
