/** The patterns of ssh_config(5) and sshd(8): `*` any characters, `?` one; nothing else is special. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [wanted, given] = [[...pattern], [...text]];
  let at = 0;
  /** The last `*`, and where what follows it is being tried: no earlier one need be tried again. */
  let star = -1;
  let tried = 0;
  for (let next = 0; next < given.length; ) {
    if (wanted[at] === '*') {
      star = at++;
      tried = next;
    } else if (wanted[at] === '?' || wanted[at] === given[next]) {
      at++;
      next++;
    } else if (star >= 0) {
      at = star + 1;
      next = ++tried;
    } else return false;
  }
  return wanted.slice(at).every((char) => char === '*');
}

/** A list in which a `!pattern` that matches decides, wherever it is; one of negations alone never matches. */
export function matchesPatternList(patterns: readonly string[], text: string): boolean {
  const matching = patterns.filter((pattern) => matchesPattern(pattern.replace(/^!/, ''), text));
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'));
}

/** OpenSSH knows letters of ASCII only; what else there is are bytes to it. */
export function lowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
