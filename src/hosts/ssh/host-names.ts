import { readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { HostError } from '../host.ts';
import { homeDirectory } from './local-user.ts';
import { matchesPattern } from './patterns.ts';
import { saySsh } from './words.ts';

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';

/**
 * The names in the configuration that stand for one machine each: those of Host lines without a pattern, in their order. Files
 * are read, nothing is run. Throws HostError for one that cannot be read, but for the user's and the system's own, which ssh passes over then, too
 * (read_config_file in its readconf.c).
 */
export async function listHosts(configFile?: string): Promise<readonly string[]> {
  const files = configFile === undefined ? [join(homeDirectory(), '.ssh/config'), SYSTEM_CONFIG] : [configFile];
  const read = new Set<string>();
  const namesIn = (file: string): readonly string[] => {
    if (read.has(file)) return [];
    read.add(file);
    return readLines(file, configFile === undefined && files.includes(file)).flatMap((line) => {
      const { keyword, words } = parseLine(line);
      if (keyword === 'host') return words.filter((word) => !/[*?!]/.test(word));
      return keyword === 'include' ? includedFiles(words, file).flatMap(namesIn) : [];
    });
  };
  return [...new Set(files.flatMap(namesIn))];
}

function readLines(file: string, isPassedOver: boolean): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // safe: what node:fs throws
    if (code === 'ENOENT' || code === 'EISDIR' || (code === 'EACCES' && isPassedOver)) return [];
    throw new HostError(saySsh('unreadable', file, message));
  }
}

/** ssh_config(5): a keyword, a blank or `=`, and words, of which those with blanks are in quotes. */
function parseLine(line: string): { readonly keyword: string; readonly words: readonly string[] } {
  const [, keyword = '', rest = ''] = /^\s*([^\s=#]+)(?:\s*=|\s)(.*)$/.exec(line) ?? [];
  const words = [...rest.matchAll(/"([^"]*)"|'([^']*)'|#.*|[^\s"']+/g)].filter(([word]) => !word.startsWith('#'));
  return { keyword: keyword.toLowerCase(), words: words.map(([word, double, single]) => double ?? single ?? word) };
}

/** The files that an Include names: glob(7) patterns, `~` for the home directory, relative ones beside the user's or the system's own configuration. */
function includedFiles(words: readonly string[], file: string): readonly string[] {
  const home = homeDirectory();
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
