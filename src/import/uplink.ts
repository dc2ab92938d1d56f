// Which network card of the author's machine a text is about: the one through which everything leaves.
import { ipCommand } from '../shell/ip.ts';
import { namesOf } from '../shell/made-names.ts';
import { NOTHING_KNOWN, type Step, stepsOf } from '../shell/steps.ts';
import { addressIn, gatewayIn } from './uplink-address.ts';

/** The author's network card. */
export interface AuthorsUplink {
  readonly name: string;
  /** All names of such cards that commands use, the most likely first. */
  readonly names: readonly string[];
  /** Its address with the prefix length: 192.168.1.50/24. */
  readonly address?: string;
  readonly gateway?: string;
  /** Commands take the address or the gateway for granted, and none gives it to the card. */
  readonly isAddressUsed: boolean;
}

/**
 * The network card of the author's machine that commands use and that none of them makes; undefined where there is none.
 * `texts`: the commands of all cells that run where that card would be; `outputs`: what was printed there, and may be any text.
 * `own`: what the card is called if nobody asks for another name, which it keeps where it is as likely.
 */
export function authorsUplink(
  texts: readonly string[],
  outputs: readonly string[],
  own = 'eth0',
): AuthorsUplink | undefined {
  const steps = stepsOfAll(texts);
  const made = new Set(steps.flatMap((step) => [...namesOf(step).links, ...movedIn(step)]));
  const uses = steps.flatMap(usesOf).filter(({ name }) => !made.has(name));
  const names = [...new Set(uses.map((use) => use.name))];
  const weights = new Map(
    names.map((name) => [
      name,
      weightOf(
        uses.filter((use) => use.name === name),
        name === own,
      ),
    ]),
  );
  const [name, ...others] = names.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
  if (name === undefined) return undefined;
  const commands = steps.map(({ argv }) => argv.join(' '));
  const address = addressIn(name, outputs);
  const gateway = gatewayIn(name, [...outputs, ...commands]);
  const used = [address?.replace(/\/.*/, ''), gateway].filter((one) => one !== undefined);
  return {
    name,
    names: [name, ...others],
    ...(address === undefined ? {} : { address }),
    ...(gateway === undefined ? {} : { gateway }),
    isAddressUsed:
      address !== undefined &&
      used.some((one) => commands.some((command) => hasWord(command, one))) &&
      !steps.some((step) => gives(step, name)),
  };
}

/** Whether a text names a card that is not called `own`: only then need it be read. */
export const mayNameCard = (text: string, own = 'eth0'): boolean =>
  [...text.matchAll(ANYWHERE)].some(([name]) => name !== own);

function stepsOfAll(texts: readonly string[]): Step[] {
  let known = NOTHING_KNOWN;
  return texts.flatMap((text) => {
    const read = stepsOf(text, known);
    known = read.known;
    return read.steps;
  });
}

/** Names of cards as the kernel, systemd.net-naming-scheme(7) and others give them. */
const CARD = String.raw`(?:eth\d{1,2}|wlan\d|em\d|p\d{1,2}p\d{1,2}|venet0|enX\d|(?:en|wl|ww)(?:o\d{1,3}|[sd]\d\w{0,9}|x[0-9a-f]{12}|(?:P\d+)?p\d+s\d\w{0,9}))`;
/** One in a word of a command: alone, as the value of an option, in the name of a setting. */
const IN_WORD = new RegExp(
  String.raw`^(?:--?[\w-]+=|-[ioI]|parent=|net[./]ipv[46][./](?:conf|neigh)[./])?"?(${CARD})"?(?:[./][\w/.-]+(?:=.*)?)?$`,
);
const ANYWHERE = new RegExp(String.raw`(?<![\w.-])${CARD}(?!\w)`, 'g');
const OF_NFT = new RegExp(String.raw`\b([io])if(?:name)?\s+(?:==?\s*)?\{?\s*"?(${CARD})"?`, 'g');

/** Programs whose words are names of links. */
const PROGRAMS =
  /^(?:ip|bridge|tc|ip6?tables|ebtables|arptables|tcpdump|tshark|dumpcap|ngrep|ping6?|arping|ifconfig|ethtool|mii-tool|route|brctl|dhclient|dhcpcd|udhcpc|traceroute|tracepath|mtr|iw|iwconfig|nmcli|ovs-vsctl|sysctl|arp|arp-scan|nping|nmap|hping3|iftop|bmon|nload|nethogs|vconfig|docker|podman|ifup|ifdown|networkctl|resolvectl|macof|radvdump)$/;

/** A card that a command names, and how much that says of where everything leaves. */
interface Use {
  readonly name: string;
  readonly weight: number;
}

const LEAVES = 1000;
/** By SNAT to an address that is fixed: that of a card with any name. */
const TRANSLATES = 500;
const CARRIES = 30;
const NAMED = 1;

/** The cards that a command of the machine itself names; what runs in another netns means one of that. */
function usesOf({ argv, elsewhere }: Step): Use[] {
  const [program = '', ...args] = argv;
  if (elsewhere === true) return [];
  if (program === 'nft') return args.join(' ').split(/[\n;]/).flatMap(usesOfRule);
  if (!PROGRAMS.test(program)) return [];
  return args.flatMap((word, at) => {
    // The name of a VLAN on it, `eth0.10`, is another one.
    const name = /^[\w]+\.\d+$/.test(word) ? undefined : IN_WORD.exec(word)?.[1];
    return name === undefined ? [] : [{ name, weight: weightAt(program, args, at) }];
  });
}

const usesOfRule = (rule: string): Use[] =>
  [...rule.matchAll(OF_NFT)].map(([, direction, name = '']) => ({
    name,
    weight:
      direction === 'o'
        ? /\bmasquerade\b/.test(rule)
          ? LEAVES
          : /\bsnat\b/.test(rule)
            ? TRANSLATES
            : CARRIES
        : CARRIES,
  }));

function weightAt(program: string, args: readonly string[], at: number): number {
  const all = ` ${args.join(' ')} `;
  const before = args[at - 1] ?? '';
  if (/^ip6?tables$/.test(program)) {
    if (!/^(?:-o|--out-interface)$/.test(before)) return CARRIES;
    return / MASQUERADE /.test(all) ? LEAVES : / SNAT /.test(all) ? TRANSLATES : CARRIES;
  }
  if (/^(?:ip|route)$/.test(program) && / (?:default|0\.0\.0\.0\/0) /.test(all)) return LEAVES;
  const carries =
    /^(?:dhclient|dhcpcd|udhcpc)$/.test(program) || (program === 'ip' && / (?:link|l) .*(?:type|master) /.test(all));
  return carries ? CARRIES : NAMED;
}

/** What says most counts, and then how often it is said. */
function weightOf(uses: readonly Use[], isOwn: boolean): number {
  const most = Math.max(...uses.map(({ weight }) => weight));
  return most + (isOwn ? NAMED / 2 : 0) + Math.min(uses.length, 99) / 1000;
}

/** What another netns gives to the machine's own is none of its cards. */
function movedIn({ argv: [program, ...words], elsewhere }: Step): string[] {
  if (program !== 'ip' || elsewhere !== true) return [];
  const { object, action, args } = ipCommand(words);
  if (object !== 'link' || action !== 'set' || !args.includes('netns')) return [];
  return args.slice(args[0] === 'dev' ? 1 : 0).slice(0, 1);
}

/** Whether a command gives an address to a link of the machine itself, so that it needs none before. */
function gives({ argv: [program, ...words], elsewhere }: Step, name: string): boolean {
  if (program !== 'ip' || elsewhere === true) return false;
  const { object, action, args } = ipCommand(words);
  return object === 'address' && /^(?:add|replace|change)$/.test(action ?? '') && args.includes(name);
}

/** Whether an address is in a command, and not as a part of another one. */
function hasWord(command: string, address: string): boolean {
  const at = command.indexOf(address);
  return at >= 0 && !/[\d.]/.test(command[at - 1] ?? '') && !/^(?:\d|\.\d)/.test(command.slice(at + address.length));
}
