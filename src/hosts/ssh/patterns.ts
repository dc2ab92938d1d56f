/** The patterns of ssh_config(5) and sshd(8): `*` any characters, `?` one; nothing else is special. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = [...pattern].map((char) => ({ '*': '[^]*', '?': '[^]' })[char] ?? escapeRegExp(char)).join('');
  return new RegExp(`^${source}$`, 'u').test(text);
}

/** A list in which a `!pattern` that matches decides, wherever it stands; one of negations alone never matches. */
export function matchesPatternList(patterns: readonly string[], text: string): boolean {
  const matching = patterns.filter((pattern) => matchesPattern(pattern.replace(/^!/, ''), text));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'));
}

function escapeRegExp(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** OpenSSH knows letters of ASCII only; what else there is are bytes to it. */
export function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
