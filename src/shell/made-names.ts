import { mayBeAnything } from './fields.ts';
import { ipCommand } from './ip.ts';
import { MAKES_NOTHING } from './makes-nothing.ts';
import { isBatch, type Known, NOTHING_KNOWN, type Step, stepsOf } from './steps.ts';

/** What the texts that a shell runs make, as far as they show it. */
export interface Made {
  readonly netns: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
  /** They may make more: something runs that we do not know, or a name is not known before it runs. */
  readonly isOpen: boolean;
  readonly known: Known;
}

export const NOTHING_MADE: Made = { netns: new Set(), links: new Set(), isOpen: false, known: NOTHING_KNOWN };

/** What is made after one more text. */
export function madeBy(shell: string, before: Made): Made {
  // Once anything may be there, nothing is missing.
  if (before.isOpen) return before;
  const { steps, faults, known } = stepsOf(shell, before.known);
  const names = steps.map(namesOf);
  return {
    netns: new Set([...before.netns, ...names.flatMap(({ netns }) => netns)]),
    links: new Set([...before.links, ...names.flatMap(({ links }) => links)]),
    isOpen:
      faults.length > 0 || names.some(({ netns, links, isOpen }) => isOpen || [...netns, ...links].some(mayBeAnything)),
    known,
  };
}

export interface Names {
  readonly netns: readonly string[];
  readonly links: readonly string[];
  readonly isOpen?: boolean;
}

const NONE: Names = { netns: [], links: [] };
const OPEN: Names = { ...NONE, isOpen: true };
const links = (...names: (string | undefined)[]): Names =>
  names.length > 0 ? { netns: [], links: names.filter((name) => name !== undefined) } : OPEN;

/** The names that one command makes. */
export function namesOf(step: Step): Names {
  const [path, ...args] = step.argv;
  if (step.unseen || isBatch(step)) return OPEN;
  if (path === undefined) return NONE;
  const program = path.slice(path.lastIndexOf('/') + 1);
  if (program === 'ip') return madeByIp(args);
  if (program === 'brctl') return args[0] === 'addbr' ? links(args[1]) : NONE;
  if (program === 'vconfig') return args[0] === 'add' ? links(`${args[1]}.${args[2]}`) : NONE;
  if (program === 'tunctl') return args.includes('-t') ? links(args[args.indexOf('-t') + 1]) : OPEN;
  if (program === 'python3') return args[0] === '-m' && args[1] === 'http.server' ? NONE : OPEN;
  return MAKES_NOTHING.has(program) ? NONE : OPEN;
}

function madeByIp(words: readonly string[]): Names {
  const { object = '', action = '', args } = ipCommand(words);
  if (object === 'netns' && /^(?:add|attach)$/.test(action)) return { netns: args.slice(0, 1), links: [] };
  const named = args.filter((_, at) => /^(?:name|altname)$/.test(args[at - 1] ?? ''));
  if (object === 'link' && action === 'add') return links(...named, ...firstOf(args));
  if (object === 'link' && /^(?:set|change|replace|property)$/.test(action)) return { netns: [], links: named };
  if (/^(?:tunnel|tuntap|l2tp)$/.test(object) && action === 'add') return links(...named, ...firstOf(args));
  // What is not read is no reason to be sure.
  return mayBeAnything(object) || mayBeAnything(action) ? OPEN : NONE;
}

/** The name that comes without a word before it, or after `dev`. */
function firstOf(args: readonly string[]): readonly string[] {
  const after = args.indexOf('dev');
  if (after >= 0 && after < 3) return args.slice(after + 1, after + 2);
  const [first] = args;
  return first !== undefined && !ATTRIBUTES.test(first) ? [first] : [];
}

const ATTRIBUTES =
  /^(?:link|name|type|mtu|address|broadcast|index|numtxqueues|numrxqueues|txqueuelen|group|netns|mode|local|remote|session|tunnel_id)$/;
