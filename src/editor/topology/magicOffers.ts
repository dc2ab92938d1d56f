// What may come in a line that is answered by us in place of the shell: `%explain webapp 23.185.0.4`.
import { SHORT_REASON_WORDS } from '../../diagram/way-words.ts';
import { netnsNamed, typedName } from '../../explain/arguments.ts';
import { REASONS } from '../../explain/reasons.ts';
import { MAGICS, type MagicName, magicNamed } from '../../notebook/magics.ts';
import { shellWord } from '../../shell/quote.ts';
import { shownAddresses } from '../../topology/addresses.ts';
import type { Netns, Topology } from '../../topology/model.ts';
import type { Translate } from '../../words.ts';
import { plainLabel } from '../plainText.ts';

/** What each does. */
export const MAGIC_WORDS = {
  explain: 'Follows a packet in the model, and says what is in its way. Nothing is sent.',
  matrix: 'Says who reaches whom, as a table. Nothing is sent.',
  watch: 'Sends a packet for real, and shows where it is seen.',
} as const satisfies Readonly<Record<MagicName, string>>;

const SIGNATURES: Readonly<Record<MagicName, string>> = {
  explain: '%explain FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS] [because REASON]',
  matrix: '%matrix [NETNS…] [icmp | tcp PORT | udp PORT]',
  watch: '%watch FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS]',
};

/** What is said in the list beside a word. */
export const QUESTION_WORD_WORDS = {
  icmp: 'a ping',
  tcp: 'the first packet of a connection',
  udp: 'a datagram',
  from: 'the source address that the program chooses',
  because: 'is it lost for this reason?',
  host: 'the netns of the host’s own processes',
} as const;

export interface MagicOffer {
  readonly sort: 'magic' | 'netns' | 'link' | 'address' | 'word' | 'reason';
  readonly label: string;
  /** Quoted where it must be. */
  readonly insert: string;
  readonly detail: string;
}

export interface MagicOffers {
  /** Where in the line they replace what is typed, up to the cursor. */
  readonly from: number;
  readonly items: readonly MagicOffer[];
}

type Word = keyof typeof QUESTION_WORD_WORDS;

/** `line`: up to the cursor. undefined: it is none of ours. `topology`: asked for only where a name may come. */
export async function magicOffersFor(
  line: string,
  topology: () => Promise<Topology | undefined>,
  t: Translate,
): Promise<MagicOffers | undefined> {
  const [, indent = '', word, rest] = /^(\s*)%([a-z]*)(\s.*)?$/.exec(line) ?? [];
  if (word === undefined) return undefined;
  if (rest === undefined)
    return {
      from: indent.length,
      items: MAGICS.map((one) => offer('magic', `%${one}`, t(MAGIC_WORDS[one]))),
    };
  const name = magicNamed(word);
  if (!name) return undefined;
  const words = rest.split(/\s+/).slice(1);
  const typed = words.at(-1) ?? '';
  const from = line.length - typed.length;
  const before = words.slice(0, -1);
  const last = before.at(-1) ?? '';
  if (last === 'because')
    return { from, items: REASONS.map((one) => offer('reason', one, t(SHORT_REASON_WORDS[one]))) };
  const now = await topology();
  return { from, items: name === 'matrix' ? inMatrix(before, now, t) : inQuestion(name, before, now, t) };
}

function inQuestion(name: MagicName, before: readonly string[], now: Topology | undefined, t: Translate): MagicOffer[] {
  const [first, second, ...more] = before;
  if (first === undefined) return netnsOffers(now, t);
  const asker = now && netnsNamed(now, first);
  if (second === undefined) return now ? targets(now, asker, t) : [];
  const last = more.at(-1);
  if (last === 'tcp' || last === 'udp') return now ? ports(now, last) : [];
  if (last === 'from') return (asker?.links ?? []).flatMap((link) => addressesOf(link, link.ifname));
  const hasProtocol = more.some((word) => PROTOCOLS.some((one) => one === word));
  const rest: Word[] = [...(hasProtocol ? [] : PROTOCOLS), 'from', ...(name === 'watch' ? [] : (['because'] as const))];
  return rest.filter((word) => !more.includes(word)).map((word) => wordOffer(word, t));
}

const PROTOCOLS = ['icmp', 'tcp', 'udp'] as const;

function inMatrix(before: readonly string[], now: Topology | undefined, t: Translate): MagicOffer[] {
  const last = before.at(-1);
  if (last === 'tcp' || last === 'udp') return now ? ports(now, last) : [];
  if (before.some((word) => PROTOCOLS.some((one) => one === word))) return [];
  const names = netnsOffers(now, t).filter(({ insert }) => !before.includes(insert));
  return [...names, ...PROTOCOLS.map((word) => wordOffer(word, t))];
}

const offer = (sort: MagicOffer['sort'], text: string, detail: string): MagicOffer => ({
  ...{ sort, label: plainLabel(text), detail: plainLabel(detail) },
  insert: sort === 'magic' ? text : shellWord(text),
});

const wordOffer = (word: Word, t: Translate): MagicOffer => offer('word', word, t(QUESTION_WORD_WORDS[word]));

const netnsOffers = (now: Topology | undefined, t: Translate): MagicOffer[] =>
  now ? now.netns.map((netns) => netnsOffer(now, netns, t)) : [];

function netnsOffer(now: Topology, netns: Netns, t: Translate): MagicOffer {
  const addresses = netns.links.flatMap((link) => shownAddresses(link).map(({ local = '' }) => local));
  return offer('netns', typedName(now, netns), netns.root ? t(QUESTION_WORD_WORDS.host) : addresses.join(', '));
}

/** Other namespaces, then links whose names are theirs alone, then addresses. */
function targets(now: Topology, asker: Netns | undefined, t: Translate): MagicOffer[] {
  const others = now.netns.filter((netns) => netns !== asker);
  const links = others.flatMap((netns) => netns.links.map((link) => ({ netns, link })));
  const names = now.netns.flatMap((netns) => netns.links.map(({ ifname }) => ifname));
  const isOne = (name: string) => names.filter((one) => one === name).length === 1;
  return [
    ...others.map((netns) => netnsOffer(now, netns, t)),
    ...links
      .filter(({ link }) => isOne(link.ifname) && shownAddresses(link).length > 0)
      .map(({ netns, link }) => offer('link', link.ifname, typedName(now, netns))),
    ...links.flatMap(({ netns, link }) => addressesOf(link, `${link.ifname} · ${typedName(now, netns)}`)),
  ];
}

const addressesOf = (link: Netns['links'][number], detail: string): MagicOffer[] =>
  shownAddresses(link).map(({ local = '' }) => offer('address', local, detail));

/** Where somebody listens now. */
function ports(now: Topology, protocol: 'tcp' | 'udp'): MagicOffer[] {
  const found = new Map(
    now.netns.flatMap((one) =>
      (one.sockets ?? []).flatMap(({ netid, port }) =>
        netid === protocol ? [[`${port}`, typedName(now, one)] as const] : [],
      ),
    ),
  );
  return [...found].map(([port, where]) => offer('word', port, where));
}

export interface ExplainedMagic {
  readonly start: number;
  readonly end: number;
  readonly signature: string;
  readonly says: string;
}

/** What the magic whose name is at that place of a line does. */
export function magicAt(line: string, at: number, t: Translate): ExplainedMagic | undefined {
  const [, indent = '', word = ''] = /^(\s*)%([a-z]+)(?=\s|$)/.exec(line) ?? [];
  const [start, end] = [indent.length, indent.length + 1 + word.length];
  const name = magicNamed(word);
  if (!name || at < start || at > end) return undefined;
  return { start, end, signature: SIGNATURES[name], says: t(MAGIC_WORDS[name]) };
}
