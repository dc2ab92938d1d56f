import { posixWord } from '../../shell/quote.ts';

/**
 * One string for a server, which hands it to the user's login shell: sh, bash, dash, zsh, fish, csh. Between single quotes
 * all of them leave everything alone except the quote itself, a backslash (fish), `!` and line breaks (csh); so
 * what holds one of those goes as octal numbers for printf(1), and is put together by a plain sh.
 */
export function loginShellCommand(argv: readonly string[]): string {
  const words = argv.map((word) => (isPlain(word) ? word : undefined));
  if (words.every((word) => word !== undefined)) return `exec ${words.map((word) => `'${word}'`).join(' ')}`;
  const script = argv.map(posixWord).join(' ');
  const harmless = [...Buffer.from(script)].map((byte) => {
    const char = String.fromCharCode(byte);
    return /[\w./:=,@%+ -]/.test(char) ? char : `\\0${byte.toString(8).padStart(3, '0')}`;
  });
  return `exec 'sh' '-c' 'eval "exec $(printf %b "$1")"' 'netlab' '${harmless.join('')}'`;
}

function isPlain(word: string): boolean {
  return /^[\w./:=,@%+ $&"(){}[\]<>|;*?#~^-]*$/.test(word);
}
