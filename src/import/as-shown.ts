// Whether a program printed what a tutorial shows of it.

/** What differs from run to run, whatever it is about. Any other number has a meaning: an address, a port, an MTU, a VLAN. */
const DIFFERS: readonly (readonly [what: RegExp, as: string])[] = [
  // Sizes of files.
  [/^([-dlcbps][-rwxsStT]{9}[.+@]?)\s+\d+(\s+\S+\s+\S+)\s+\d+(?=\s)/, '$1 N$2 N'],
  [/\b(?:[\da-f]{2}:){5}[\da-f]{2}\b|\bfe80:[\da-f:]*/gi, 'M'],
  // Containers, cookies, inodes.
  [/\b(?=[\da-f]*\d)[\da-f]{7,}\b/gi, 'H'],
  // Dates and times of day.
  [/\b\d{4}-\d\d-\d\d\b/g, 'D'],
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b(?: +\d{1,2}\b)?(?: \d{4}\b)?/g,
    'D',
  ],
  [/\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?= |$|\b[^:\w])(?!:)/g, 'T'],
  // Indexes.
  [/^\d+: (?=[\w.@-]+:)/, 'N: '],
  [/@if\d+\b/g, '@ifN'],
  [
    /\b(link-netnsid|nsid|iif_index|ifindex|handle|icmp_seq|seq|ack|ident|pid|fd|ino|inode|expires|age|used|cksum)([ =:,]\s?)(?:0x)?[\da-f:]+(?:sec)?\b/gi,
    '$1$2N',
  ],
  [/\(id: \d+\)|\bid \d+(?=,)/g, 'id N'],
  // Times.
  [/\btime ?[=<] ?[\d.]+ ?m?s\b|\btime \d+ ?m?s\b/g, 'time N'],
  [/\b\d+\.\d+(?:\/\d+\.\d+)+ ?m?s\b/g, 'N'],
  [/(?<!\b(?:delay|latency|interval|timeout|limit|rate)\s)\b\d+\.\d+ ?(?:[mµu]?s|sec|seconds)\b/g, 'N'],
  [/\b(valid_lft|preferred_lft|hoplimit_lft) \d+sec\b/g, '$1 N'],
  [/\b(uptime|load average:?).*$/g, '$1'],
  // Counts and sizes.
  [
    /\b\d+(?:\.\d+)?[KMGT]? ?(?=(?:packets?|bytes|references?|received|transmitted|responses?|probes?|times?|errors?|dropped)\b)/gi,
    'N ',
  ],
  [/\b(packets?|bytes|length|win|total|received|sent|Content-Length:?)([ =:]+)\d+[KMG]?\b/gi, '$1$2N'],
  [/\b\d+(?:\.\d+)? ?[KMG]?(?:bits\/sec|Bytes\/sec|Bytes|iB)\b/g, 'N'],
  [/\[\d+:\d+\]/g, '[N:N]'],
  [/^\s*\d+[KMGT]?\s+\d+[KMGT]?\s+(?=[A-Za-z]\S*\s)/, 'N N '],
  // A row of counters.
  [/^\s*\d+(?:\s+\d+)+\s*$/, 'N N'],
  // Processes and jobs.
  [/^(\[\d+\][+-]?)\s+\d+\b/, '$1 N'],
  [/(?:(?<=\s)|^)\d+(?:\.\d+)?(?:\s+(?:\d+(?:\.\d+)?|T))*(?=\s+(?:\?|pts\/\d+|tty\d*)\s)/g, 'N'],
  [/\bpts\/\d+/g, 'pts/N'],
  // The port of a client.
  [/(?<=[\d\]*][:.])(?:3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|6[0-5]\d{3})\b/g, 'P'],
];

/** What is longer is no line that a person compares. */
const LONGEST = 1000;

/** A line with that left out. A number that is alone is an answer. */
function normal(line: string): string {
  if (line.length > LONGEST || /^\s*\d+\s*$/.test(line)) return line.trim();
  const same = DIFFERS.reduce((text, [what, as]) => text.replace(what, as), line);
  return same.replace(/\s+/g, ' ').trim();
}

const LEFT_OUT = /^(?:\.{2,}|…|\[?\.\.\.\]?|<?snip>?)$/;

/** Whether a program printed what a text shows, and no more, but for what differs from run to run; the text may leave out what it says so of, and ends of lines. */
export function isAsShown(expected: string, printed: string): boolean {
  const linesOf = (text: string) =>
    text
      .split('\n')
      .map(normal)
      .filter((line) => line !== '');
  const shown = linesOf(expected);
  const real = linesOf(printed);
  const isLike = (one: string, other: string) => other === one || other.startsWith(`${one} `);
  const wanted = shown.filter((line) => !LEFT_OUT.test(line));
  const isAll = wanted.every((line) => real.some((one) => isLike(line, one)));
  if (!isAll || wanted.length < shown.length) return isAll;
  return real.every((line) => wanted.some((one) => isLike(one, line)));
}

/** The same of a text that leaves nothing out. */
export const isJustAsShown = (expected: string, printed: string): boolean =>
  expected.trim() !== '' &&
  !expected.split('\n').some((line) => LEFT_OUT.test(line.trim())) &&
  isAsShown(expected, printed);

/** Ways to fail; of the same one it is said in different words. */
const WAYS: readonly RegExp[] = [
  /Destination (?:Host|Net|Port) (?:Unreachable|Prohibited)|\b100(?:\.0+)?% (?:packet )?loss|No route to host|timed out|Received 0 response/i,
  /Network is unreachable/,
  /Connection (?:refused|reset)/i,
  /Name or service not known|Temporary failure|Could not resolve|does not resolve|NXDOMAIN/i,
  /command not found|No such file|does not exist|Cannot (?:find|open)|No such device/i,
  /File exists/,
  /Operation not permitted|Permission denied/i,
  /not supported/i,
];
/** The kernel's own words for what it refuses, which ip(8) has in place of RTNETLINK's. */
const REFUSES = /RTNETLINK answers|\bError: /;

/** Whether a program failed in a way in which a text shows that it does. */
export function failsAsShown(expected: string, printed: string): boolean {
  const ways = WAYS.filter((way) => way.test(expected));
  if (ways.some((way) => way.test(printed))) return true;
  return REFUSES.test(expected) && (ways.length === 0 ? REFUSES : /\bError: /).test(printed);
}
