import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Asker } from '../hosts/asker.ts';
import { HostError } from '../hosts/host.ts';
import { SecretCache } from '../hosts/secret-cache.ts';
import { onAbort } from '../hosts/unless-aborted.ts';
import { printableText } from '../printable.ts';
import { inWords, type Said } from '../words.ts';
import { sayTerminal } from './words.ts';

/** The terminal that controls us, whatever standard input and output are: where ssh(1) asks, too. */
interface Terminal {
  readonly input: ReadStream;
  write(text: string): void;
  close(): void;
}

/** Asks at the terminal that controls us (tty(4)), one question after the other, until the signal comes. Answers are kept in memory only. */
export function makeTerminalAsker(signal: AbortSignal): Asker {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(question: () => Promise<T>): Promise<T> => {
    const answer = turn.then(question);
    turn = answer.catch(() => undefined);
    return answer;
  };
  return new SecretCache().remembering({
    ask: ({ title, text, secret }) =>
      inTurn(() =>
        withTerminal(text, (terminal) =>
          readLine(terminal, `${inWords(title)}\n${promptOf(inWords(text))}`, !secret, signal),
        ),
      ),
    confirm: ({ title, text }) =>
      inTurn(() =>
        withTerminal(text, async (terminal) => {
          const answer = await readLine(
            terminal,
            `${inWords(title)}\n${inWords(text)}\nContinue? (yes/no) `,
            true,
            signal,
          );
          return /^y(?:es)?$/i.test(answer?.trim() ?? '');
        }),
      ),
    forget: async () => {},
  });
}

/** What a server asks mostly ends as a prompt does. */
export const promptOf = (text: string): string => (/[:?>]\s*$/.test(text) ? `${text.trimEnd()} ` : `${text}: `);

/** Whether there is somebody to ask. */
export function hasTerminal(): boolean {
  try {
    openTerminal().close();
    return true;
  } catch {
    return false;
  }
}

function openTerminal(): Terminal {
  const output = openSync('/dev/tty', 'w');
  const input = new ReadStream(openSync('/dev/tty', 'r'));
  return {
    input,
    write: (text) => void writeSync(output, text),
    close: () => {
      input.setRawMode(false);
      input.destroy();
      closeSync(output);
    },
  };
}

async function withTerminal<T>(text: Said, use: (terminal: Terminal) => Promise<T>): Promise<T> {
  let terminal: Terminal;
  try {
    terminal = openTerminal();
  } catch {
    throw new HostError(sayTerminal('no-terminal', text), sayTerminal('run-in-terminal'));
  }
  try {
    return await use(terminal);
  } finally {
    terminal.close();
  }
}

/** What arrow keys and their like send: ECMA-48, 5.4. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they begin with a control character.
const ESCAPE_SEQUENCE = /\x1b[[O][\d;]*[A-Za-z~]/g;

/** A line as it is typed, in raw mode: so what is secret is never echoed. Undefined at ^C and ^D, and when the signal comes. */
function readLine(
  { input, write }: Terminal,
  prompt: string,
  echo: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  // Before the question: an answer that comes at once must not be shown either.
  input.setRawMode(true);
  input.setEncoding('utf8');
  write(printableText(prompt).replaceAll('\n', '\r\n'));
  return new Promise((resolve) => {
    let line = '';
    const end = (answer: string | undefined) => {
      input.off('data', take);
      isOver();
      write('\r\n');
      resolve(answer);
    };
    const take = (typed: string) => {
      for (const key of typed.replace(ESCAPE_SEQUENCE, '')) {
        if (key === '\r' || key === '\n') return end(line);
        if (key === '\x03') {
          // In raw mode ^C is a character; the program is to be interrupted all the same, and that ends the question.
          process.kill(process.pid, 'SIGINT');
          return undefined;
        }
        if (key === '\x04') return end(undefined);
        if (key === '\x7f' || key === '\b') {
          if (echo && line !== '') write('\b \b');
          line = [...line].slice(0, -1).join('');
        } else if (key === '\x15') {
          if (echo) write('\b \b'.repeat([...line].length));
          line = '';
        } else if (key >= ' ') {
          line += key;
          if (echo) write(key);
        }
      }
    };
    const isOver = onAbort(signal, () => end(undefined));
    input.on('data', take);
    input.once('end', () => end(undefined));
    input.once('error', () => end(undefined));
  });
}
