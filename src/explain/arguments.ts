// 'webapp 23.185.0.4 tcp 80 from 192.168.52.2': what is asked, in the words of a user.
import { nearest } from '../nearest.ts';
import { ipOf, isNear, isSelfMade, shownAddresses } from '../topology/addresses.ts';
import { netnsById, netnsByName, type Place } from '../topology/find.ts';
import { isLoopback } from '../topology/link-kinds.ts';
import type { Address, Link, Netns, Topology } from '../topology/model.ts';
import { type Ip, ipText, isOf, readIp } from '../topology/prefix.ts';
import type { Said } from '../words.ts';
import type { Fix } from './edits.ts';
import { firstAddress } from './fixes-links.ts';
import type { Flow, Protocol } from './flow.ts';
import { isReason, REASONS, type Reason } from './reasons.ts';
import { route } from './routing.ts';
import { linkThing, netnsThing, type Thing } from './trace.ts';
import { sayQuestion } from './words.ts';
import { fewOf, readZone } from './zone.ts';

/** What a user wrote, not yet held against a topology. */
export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  readonly port?: number;
  readonly source?: string;
  /** Only this reason will do: the flow is lost for it. */
  readonly because?: Reason;
}

/** It is not a question, or the topology has not what it names. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  readonly said: Said;
  /** The word that was probably meant. */
  readonly meant: string | undefined;

  constructor(said: Said, meant?: string) {
    super(said.code);
    this.said = said;
    this.meant = meant;
  }
}

/** What is asked for is there, but has no address: an answer rather than a fault of the question. */
export class NoAddress extends QuestionError {
  readonly question: Question;
  readonly topology: Topology;
  /** The netns or the link. */
  readonly thing: Thing;
  /** What would give it one, if that is known. */
  readonly fix: Fix | undefined;

  constructor(
    said: Said,
    { question, topology, thing, fix }: Pick<NoAddress, 'question' | 'topology' | 'thing' | 'fix'>,
  ) {
    super(said);
    this.question = question;
    this.topology = topology;
    this.thing = thing;
    this.fix = fix;
  }
}

const fail = (said: Said, meant?: string): never => {
  throw new QuestionError(said, meant);
};

/** FROM TO [icmp|tcp PORT|udp PORT] [from ADDRESS] [because REASON]; `asker`: the word in front of it. Throws QuestionError. */
export function readQuestion(words: readonly string[], asker: 'explain' | 'watch' = 'explain'): Question {
  const [from, to, ...rest] = words;
  if (from === undefined || to === undefined)
    return fail(sayQuestion(asker === 'watch' ? 'two-watch-ends' : 'two-ends'));
  let question: Question = { from, to, protocol: 'icmp' };
  const said = new Set<string>();
  for (let at = 0; at < rest.length; at++) {
    const [word = '', value] = rest.slice(at, at + 2);
    if (!isWord(word)) return fail(unknownWord(asker, word), nearest(word, Object.keys(VALUES_OF)));
    const what = VALUES_OF[word];
    if (said.has(what)) return fail(sayQuestion('said-twice', word));
    said.add(what);
    if (word === 'icmp') continue;
    if (value === undefined) return fail(sayQuestion(VALUES_OF[word], word));
    question = { ...question, ...meaningOf(word, value) };
    at++;
  }
  return question;
}

const unknownWord = (asker: 'explain' | 'watch', word: string): Said =>
  sayQuestion(asker === 'watch' ? 'unknown-watch-word' : 'unknown-word', word);

/** What is wrong where nothing follows it. */
const VALUES_OF = {
  icmp: 'needs-port',
  tcp: 'needs-port',
  udp: 'needs-port',
  from: 'needs-address',
  because: 'needs-reason',
} as const;

const isWord = (word: string): word is keyof typeof VALUES_OF => Object.hasOwn(VALUES_OF, word);

function meaningOf(word: Exclude<keyof typeof VALUES_OF, 'icmp'>, value: string): Partial<Question> {
  if (word === 'from') return { source: readIp(value) ? value : fail(sayQuestion('no-address', value)) };
  if (word === 'because')
    return {
      because: isReason(value) ? value : fail(sayQuestion('no-reason', value, [...REASONS]), nearest(value, REASONS)),
    };
  return { protocol: word, port: portOf(value) };
}

/** The same without `because`: a reason is something that a prediction has. Throws QuestionError. */
export function readWatchQuestion(words: readonly string[]): Question {
  const question = readQuestion(words, 'watch');
  return question.because === undefined ? question : fail(sayQuestion('no-because'));
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65_536 ? port : fail(sayQuestion('no-port', text));
}

/** The names that stand for the netns of the host's own processes. */
const ROOT: readonly string[] = ['host', 'root'];

/** The netns that a word names: by its name, or `host`. */
export const netnsNamed = (topology: Topology, word: string): Netns | undefined =>
  netnsByName(topology, word) ??
  (ROOT.includes(word) ? topology.netns.find(({ root }) => root) : topology.netns.find(({ label }) => label === word));

/** The same. Throws QuestionError: there is none. */
export const netnsCalled = (topology: Topology, word: string): Netns =>
  netnsNamed(topology, word) ??
  fail(
    topology.netns.length > 0 ? sayQuestion('no-netns', word, knownNames(topology)) : sayQuestion('empty'),
    nearest(word, typedNames(topology)),
  );

const typedNames = (topology: Topology): string[] => topology.netns.map((netns) => typedName(topology, netns));

const knownNames = (topology: Topology): string[] => fewOf(typedNames(topology));

/** '10.0.0.300', '10.0.0.3/24': what no host has for a name. */
const isLikeAddress = (word: string): boolean => /^[\d./]+$|^[\da-f]*:[\da-f:./]*$/i.test(word);

/** Whether a word is a name that only the host's resolver knows. */
export function isHostName(topology: Topology, word: string): boolean {
  return (
    !readIp(word) && !isLikeAddress(word) && !netnsNamed(topology, word) && linksNamed(topology, word).length === 0
  );
}

const linksNamed = (topology: Topology, word: string): Place[] =>
  topology.netns.flatMap((netns) =>
    netns.links.filter(({ ifname }) => ifname === word).map((link) => ({ netns, link })),
  );

/** The flow that is meant. Throws QuestionError. */
export function flowOf(topology: Topology, question: Question): Flow {
  const { from, protocol, port, source } = question;
  const netns = netnsCalled(topology, from);
  return {
    from: netns.id,
    to: addressOf(topology, netns, question),
    protocol,
    ...(port === undefined ? {} : { port }),
    ...(source === undefined ? {} : { source }),
  };
}

function addressOf(topology: Topology, from: Netns, question: Question): string {
  const { to: word, source } = question;
  const six = source === undefined ? undefined : source.includes(':');
  const ip = readIp(word);
  if (ip) return `${ipText(ip)}${zoneIn(topology, from, word, ip)}`;
  const netns = netnsNamed(topology, word);
  const links = netns ? netns.links.map((link) => ({ netns, link })) : linksNamed(topology, word);
  if (links.length === 0)
    return fail(
      isLikeAddress(word) ? sayQuestion('no-address', word) : sayQuestion('no-target', word, knownNames(topology)),
      nearest(word, [
        ...typedNames(topology),
        ...topology.netns.flatMap(({ links: all }) => all.map(({ ifname }) => ifname)),
      ]),
    );
  if (!netns && links.length > 1)
    return fail(
      sayQuestion(
        'several-links',
        word,
        links.map(({ netns: one }) => typedName(topology, one)),
      ),
    );
  const address = best(from, links, six);
  if (address !== undefined) return address;
  const said =
    six === undefined
      ? sayQuestion('no-address-there', word)
      : sayQuestion('no-address-of', word, six ? 'IPv6' : 'IPv4');
  const [link] = links;
  const thing = netns || !link ? netnsThing(netns ?? from) : linkThing(link);
  const fix = netns && firstAddress(topology, netns, nearTo(from, six));
  throw new NoAddress(said, { question, topology, thing, fix });
}

/** The link by which it is asked, behind the address. */
function zoneIn(topology: Topology, from: Netns, word: string, ip: Ip): string {
  const zone = readZone(from, typedName(topology, from), word, ip);
  return typeof zone === 'string' ? zone : fail(zone.said, zone.meant);
}

/** One that the asker could ask for, on a wire of both. */
const nearTo = (from: Netns, six: boolean | undefined): string =>
  from.links.flatMap(shownAddresses).find(({ family }) => six === undefined || (family === 'inet6') === six)?.local ??
  '';

/** Of several addresses the one that a person would ping: of a network that the asker is in, else one that it has a route to. */
function best(from: Netns, links: readonly Place[], six: boolean | undefined): string | undefined {
  const all = links.flatMap(({ netns, link }) =>
    candidatesOf(link, netns === from).flatMap((address) => {
      const ip = ipOf(address);
      const isAsked = ip !== undefined && (six === undefined || (ip.family === 'inet6') === six);
      return isAsked ? [{ ip, link, scope: address.scope }] : [];
    }),
  );
  const own = from.links.flatMap(({ addr_info }) => addr_info);
  const rank = ({ ip, link, scope = 'global' }: (typeof all)[number]) => {
    if (own.some((address) => !isSelfMade(address) && isNear(address, ip))) return 0;
    const isReached = route(from, { ...NOBODY, src: { ...ip, value: 0n }, dst: ip }).kind === 'route';
    const least = isReached ? 1 : ip.family === 'inet' ? 3 : 5;
    return least + (scope === 'global' ? 0 : 6) + (isLoopback(link) ? 1 : 0);
  };
  return all.toSorted((a, b) => rank(a) - rank(b)).map(({ ip }) => ipText(ip))[0];
}

/** Those at which somebody may be asked for; what the loopback has of its own is for the netns itself alone. */
const candidatesOf = (link: Link, isOwn: boolean): Address[] =>
  isOwn
    ? [...shownAddresses(link), ...link.addr_info.filter((one) => isSelfMade(one) && one.scope === 'host')]
    : shownAddresses(link).filter((one) => !isOf('loopback', ipOf(one) ?? NO_ADDRESS));

const NO_ADDRESS: Ip = { family: 'inet', value: 0n };

/** The address of a netns that another one would ask for; undefined: it has none. */
export const addressFor = (from: Netns, to: Netns): string | undefined =>
  best(
    from,
    to.links.filter(({ link_type }) => link_type !== 'loopback').map((link) => ({ netns: to, link })),
    undefined,
  );

const NOBODY = { protocol: 'icmp', sport: 0, dport: 0, mark: 0, iif: 'lo' } as const;

/** Who is asked about, as a user names it. */
export const nameOf = (topology: Topology, { from }: Flow): string => {
  const netns = netnsById(topology, from);
  return netns ? typedName(topology, netns) : from;
};

/** What a user types for a netns: for that of the host's own processes a word that no other has for a name. */
export const typedName = (topology: Topology, { root, names: [name], label }: Netns): string =>
  root ? (ROOT.find((word) => netnsByName(topology, word) === undefined) ?? label) : (name ?? label);

/** [NETNS…] [tcp PORT|udp PORT|icmp], as `matrix` takes it; no names: all that have an address. */
export interface MatrixQuestion {
  readonly names: readonly string[];
  readonly protocol: Protocol;
  readonly port?: number;
}

/** Throws QuestionError. */
export function readMatrixQuestion(words: readonly string[]): MatrixQuestion {
  const at = words.findIndex((word) => word === 'tcp' || word === 'udp' || word === 'icmp');
  const names = at < 0 ? words : words.slice(0, at);
  const [protocol = 'icmp', port, ...more] = at < 0 ? [] : words.slice(at);
  if (more.length > 0 || (protocol === 'icmp' && port !== undefined))
    return fail(sayQuestion('unknown-matrix-word', more[0] ?? port ?? ''));
  if (protocol === 'icmp') return { names, protocol };
  if (protocol !== 'tcp' && protocol !== 'udp') return fail(sayQuestion('unknown-matrix-word', protocol));
  return { names, protocol, port: port === undefined ? fail(sayQuestion('needs-port', protocol)) : portOf(port) };
}
