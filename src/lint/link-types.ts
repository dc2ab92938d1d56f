// Link types that cells use, and what a run says of those that the kernel does not have.

import { lackedOn } from '../hosts/lacked.ts';
import { askForLinkTypes, isLinkType, loadCommand, moduleOf } from '../hosts/link-types.ts';
import { shellText } from '../kernel/cell-text.ts';
import type { Onlooker } from '../kernel/onlooker.ts';
import { type CellRequest, exitCodeOf } from '../kernel/run-types.ts';
import { ipCommand } from '../shell/ip.ts';
import { type Known, NOTHING_KNOWN, stepsOf } from '../shell/steps.ts';
import type { Said } from '../words.ts';
import { sayOfLint } from './words.ts';

/** The types of the links that texts of one shell make. */
export function linkTypesIn(texts: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  let known: Known = NOTHING_KNOWN;
  for (const text of texts) {
    const read = stepsOf(text, known);
    known = read.known;
    for (const { argv } of read.steps) {
      const type = linkTypeOf(argv);
      if (type !== undefined) found.add(type);
    }
  }
  return found;
}

function linkTypeOf([path = '', ...args]: readonly string[]): string | undefined {
  const program = path.slice(path.lastIndexOf('/') + 1);
  if (program === 'brctl') return args[0] === 'addbr' ? 'bridge' : undefined;
  if (program === 'vconfig') return args[0] === 'add' ? 'vlan' : undefined;
  if (program !== 'ip') return undefined;
  const { object, action, args: words } = ipCommand(args);
  if (action !== 'add') return undefined;
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  if (object !== 'link') return object === 'tunnel' ? OF_TUNNELS[after('mode') ?? ''] : undefined;
  const type = after('type');
  return type !== undefined && isLinkType(type) ? type : undefined;
}

/** The types that the modes of `ip tunnel` make: ip-tunnel(8). */
const OF_TUNNELS: Readonly<Record<string, string | undefined>> = {
  ...{ ipip: 'ipip', sit: 'sit', isatap: 'sit', gre: 'gre', vti: 'vti' },
  ...{ ip6ip6: 'ip6tnl', ipip6: 'ip6tnl', any: 'ip6tnl', ip6gre: 'ip6gre', vti6: 'vti6' },
};

/** How programs say that the kernel knows nothing of a link type. */
const SIGN = /Unknown device type|Operation not supported|Package not installed|No such device/;
/** modprobe(8), of a module that is not there to be loaded. */
const NO_MODULE = /modprobe: FATAL: Module ([\w-]{1,40}) not found/;
/** So many characters are kept: what is looked for may come in pieces. */
const KEPT = 80;

/** Looks on while a cell runs, and names the link types that it uses and the kernel does not have. */
export function missingLinkTypesIn(request: CellRequest): Onlooker {
  let rest = '';
  let isSaid = false;
  let noModule: string | undefined;
  return {
    sees: (stream, chunk) => {
      if (stream === 'stdout') return;
      const text = rest + chunk.toString('latin1');
      isSaid ||= SIGN.test(text);
      noModule ??= NO_MODULE.exec(text)?.[1];
      rest = text.slice(-KEPT);
    },
    says: async (end, host) => {
      if (noModule !== undefined && shellText(request).includes(noModule)) return [sayOfLint('no-module', noModule)];
      // It may have been thrown away: 2>/dev/null.
      const code = exitCodeOf(end);
      if (!isSaid && (code === 0 || code === null)) return [];
      const used = [...linkTypesIn([shellText(request)])];
      const missing = (await lackedOn(host, askForLinkTypes, used)) ?? [];
      return missing.length > 0 ? [noticeOf(missing)] : [];
    },
  };
}

function noticeOf(missing: readonly string[]): Said {
  const [type = '', ...others] = missing;
  const command = loadCommand(missing);
  return others.length > 0
    ? sayOfLint('no-link-types', missing, command)
    : sayOfLint('no-link-type', type, moduleOf(type), command);
}
