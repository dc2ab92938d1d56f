import { ShellScanner } from './shell-scan.ts';

/** The prompt of a shell: `$ `, `# `, `root@webapp:~# `, `[root@webapp ~]# ` or BusyBox's `/ # `. */
const PROMPT = /^(?:(\S{1,80}@[^\s$#]{1,120} ?|\[[^\]]{1,120}\] ?|[/~] )?)([$#])(?: |$)/;

/**
 * What the shell is given of a cell: its text, and of a `console` cell only the commands. Those are what stands
 * behind a prompt, with the lines that continue it (behind `> `, or because a quote, a here-document or a `\` is
 * open); the rest is output. A bare `# ` is root's prompt where no `$ ` stands, and a comment where one does. Without
 * any prompt a `console` cell is taken as it is.
 */
export function runnableText({ text, language }: { readonly text: string; readonly language: string }): string {
  if (language !== 'console') return text;
  const lines = text.split('\n');
  const prompts = lines.map((line) => PROMPT.exec(line));
  const hasDollar = prompts.some((prompt) => prompt?.[2] === '$');
  const isPrompt = (prompt: RegExpExecArray | null | undefined): prompt is RegExpExecArray =>
    prompt != null && (prompt[2] === '$' || prompt[1] !== undefined || !hasDollar);
  if (!prompts.some(isPrompt)) return text;

  const commands: string[] = [];
  let scanner: ShellScanner | undefined;
  for (const [index, line] of lines.entries()) {
    const prompt = prompts[index];
    const waits = scanner !== undefined && !scanner.complete;
    let command: string | undefined;
    if (scanner && (line.startsWith('> ') || line === '>')) command = line.slice(2);
    else if (waits) command = line;
    else if (isPrompt(prompt)) {
      command = line.slice(prompt[0].length);
      scanner = new ShellScanner();
    } else scanner = undefined;
    if (command === undefined) continue;
    scanner?.feed(command);
    commands.push(command);
  }
  return commands.join('\n');
}

/** A word in angle brackets that stands for a value of the reader's own. */
export interface Placeholder {
  /** `<device>` */
  readonly text: string;
  /** Line of the text, from 1. */
  readonly line: number;
  /** Column in that line, from 1. */
  readonly column: number;
}

/**
 * The first `<placeholder>` that bash would take for redirections: `ip link set dev <device> up` reads a file
 * `device` and empties a file `up`. What is quoted, a comment, a here-document, arithmetic or a plain redirection
 * (`<in >out`, `<in>out`) is none.
 */
export function findPlaceholder(shellText: string): Placeholder | undefined {
  const scanner = new ShellScanner();
  for (const [index, line] of shellText.split('\n').entries()) {
    for (const at of scanner.feed(line)) {
      const text = placeholderAt(line, at);
      if (text !== undefined) return { text, line: index + 1, column: at + 1 };
    }
  }
  return undefined;
}

const BRACKETED = /<([^\s<>&()!='"`$\\;](?:[^<>&()'"`$\\;]{0,78}[^\s<>&()'"`$\\;])?)>/y;

function placeholderAt(line: string, at: number): string | undefined {
  BRACKETED.lastIndex = at;
  const match = BRACKETED.exec(line);
  if (!match) return undefined;
  const [text, inner = ''] = match;
  const isPath = /^(?:\/|~|\.\.?\/)/.test(inner);
  const isDescriptor = /\s\d$/.test(inner); // `<in 2>errors`
  return isPath || isDescriptor || namesFile(line.slice(at + text.length)) ? undefined : text;
}

/**
 * Whether what stands right behind a `>` is the rest of a redirection: `<in>out`, `<in>>out`, `<in>/dev/null`.
 * A prefix length, a port or a suffix is not: `<address>/24`, `<host>:80`, `<name>-br`.
 */
function namesFile(rest: string): boolean {
  if (rest.startsWith('/')) return !/^\/\d{1,3}(?![\w./])/.test(rest);
  return /^(?:[\p{L}\p{N}_~$'"\\>&(]|\.\.?\/)/u.test(rest);
}
