import { join } from 'node:path';
import { HostError } from '../host.ts';
import { saySsh } from './words.ts';

/** The %-tokens of ssh_config(5). Throws HostError for one that is not known. */
export function expand(text: string, tokens: Readonly<Record<string, string>>): string {
  return text.replace(/%(.?)/g, (whole, token: string) => {
    const value = token === '%' ? '%' : tokens[token];
    if (value === undefined) throw new HostError(saySsh('bad-token', whole, text));
    return value;
  });
}

/** A path with them, `~/` and `${VARIABLES}`. */
export function expandPath(text: string, home: string, tokens: Readonly<Record<string, string>>): string {
  const variables = text.replace(/\$\{(\w+)\}/g, (whole, name: string) => process.env[name] ?? whole);
  return expand(variables.startsWith('~/') ? join(home.replaceAll('%', '%%'), variables.slice(2)) : variables, tokens);
}
