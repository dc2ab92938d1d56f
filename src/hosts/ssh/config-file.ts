import { readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Line, LineType, parse } from 'ssh-config';
import { HostError } from '../host.ts';
import { matchesPattern } from './patterns.ts';

/** A line of an ssh_config(5) file: its keyword in lower case, its words, and for Host and Match what stands below. */
export interface ConfigLine {
  readonly keyword: string;
  readonly words: readonly string[];
  readonly body: readonly ConfigLine[];
  readonly file: string;
}

/** As OpenSSH: READCONF_MAX_DEPTH. */
const MAX_DEPTH = 16;

/** The lines of a file; none when it is not there. Throws HostError when it cannot be read or understood. */
export function readConfigFile(file: string): readonly ConfigLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // safe: what node:fs throws
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new HostError(`${file} cannot be read: ${(error as Error).message}`);
  }
  // A command is the rest of its line as it is, which the parser would take apart.
  const commands: string[] = [];
  const parsed = text.replace(/^([^\S\n]*ProxyCommand[ \t=]+)(.*)$/gim, (_, head: string, command: string) => {
    return `${head}${commands.push(command.trim()) - 1}`;
  });
  try {
    return parse(parsed).flatMap((line) => toConfigLine(line, file, commands));
  } catch (error) {
    throw new HostError(`${file} is not understood: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function toConfigLine(line: Line, file: string, commands: readonly string[]): ConfigLine[] {
  if (line.type !== LineType.DIRECTIVE || line.param === '') return [];
  const keyword = line.param.toLowerCase();
  const values = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
  const words = keyword === 'proxycommand' ? [commands[Number(values[0])] ?? ''] : values;
  const body = 'config' in line ? line.config.flatMap((child) => toConfigLine(child, file, commands)) : [];
  return [{ keyword, words, body, file }];
}

/**
 * The files that an Include names: glob(7) patterns, `~` for the home directory, relative ones beside the user's or the
 * system's own configuration. Throws HostError when they are nested too deeply.
 */
export function includedFiles({ words, file }: ConfigLine, home: string, depth: number): readonly string[] {
  if (depth >= MAX_DEPTH) throw new HostError(`${file} includes files too deeply: does one include itself?`);
  const base = dirname(file) === '/etc/ssh' ? '/etc/ssh' : join(home, '.ssh');
  return words.flatMap((word) => {
    const path = word.startsWith('~/') ? join(home, word.slice(2)) : word;
    return glob(isAbsolute(path) ? path : join(base, path));
  });
}

function glob(path: string): readonly string[] {
  const parts = path.split('/').filter(Boolean);
  return parts.reduce<string[]>(
    (found, part) =>
      /[*?]/.test(part)
        ? found.flatMap((directory) => entries(directory, part))
        : found.map((directory) => join(directory, part)),
    ['/'],
  );
}

function entries(directory: string, pattern: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => !name.startsWith('.') && matchesPattern(pattern, name))
      .sort()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}
