// Programs of other languages than shell, which are not read.
import type { Step } from '../shell/steps.ts';

/** Those that change the network, as a pattern. */
export const NETWORK_PROGRAMS = 'ip|nft|route|ifconfig|ifdown|sysctl|(?:ip6?|eb|arp)tables(?:-legacy|-nft|-restore)?';

const WORD = new RegExp(`(?:^|[\\s"'\`({=!@;&|/])(${NETWORK_PROGRAMS})(?![\\w.:=-])`, 'm');
/** Where a string is what is run: at its beginning. */
const QUOTED = new RegExp(`["'\`({]\\s*(?:sudo\\s+)?(?:[\\w/]*/)?(${NETWORK_PROGRAMS})(?![\\w.:=-])`);

interface Language {
  readonly program: RegExp;
  /** By what its text runs other programs. */
  readonly runs: RegExp;
  readonly names: RegExp;
}

const LANGUAGES: readonly Language[] = [
  { program: /^[gmn]?awk$/, runs: /\bsystem\s*\(|\|\s*"|"\s*\|/, names: WORD },
  {
    program: /^g?sed$/,
    runs: /(?:^|[\d$/;{}!])[ \t]*e[ \t]+\S|\/[gpIiMm\d]*e[gpIiMm\d]*(?:$|[;}\s])/m,
    names: WORD,
  },
  {
    program: /^(?:python|perl|ruby|node|php|lua|tclsh|expect)[\d.]*$/,
    runs: /system|popen|exec|spawn|subprocess|qx|`/i,
    names: QUOTED,
  },
  { program: /^g?make$/, runs: /^\t|^--eval\b/m, names: WORD },
  { program: /^git$/, runs: /(?:^|=)!/m, names: WORD },
  {
    program: /^(?:bsd|g)?tar$/,
    runs: /^(?:--(?:to-command|checkpoint-action|use-compress-program|rsh-command|info-script|new-volume-script)\b|-\w*[FI])/m,
    names: WORD,
  },
];

/** The program that changes the network and that a program of another language, where its text is at hand, may run. */
export function networkProgramIn({
  argv: [program = '', ...args],
  document = '',
  file = '',
}: Step): string | undefined {
  const language = LANGUAGES.find((each) => each.program.test(program));
  const text = [...args, document, file].join('\n');
  return language?.runs.test(text) ? language.names.exec(text)?.[1] : undefined;
}
