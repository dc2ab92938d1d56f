import { type Chain, chainsOf, type Rule } from '../topology/firewall.ts';
import type { Netns } from '../topology/model.ts';

/** What the packet filter and the sysctls of a netns do to packets that pass through it. */
export interface Routing {
  readonly forwards: boolean;
  readonly forwards6: boolean;
  /** One line for each rule that translates addresses and can be reached, and for a forward chain that drops by default. */
  readonly rules: readonly string[];
}

export function routingOf({ sysctls, firewall }: Netns): Routing {
  return {
    forwards: sysctls['net.ipv4.ip_forward'] === '1',
    forwards6: sysctls['net.ipv6.conf.all.forwarding'] === '1',
    rules: chainsOf(firewall)
      .filter(({ reached }) => reached)
      .flatMap((chain) => [...policyOf(chain), ...chain.rules.filter(({ translates }) => translates).map(said(chain))]),
  };
}

function policyOf({ tool, title, hook, policy }: Chain): string[] {
  if (policy?.toLowerCase() !== 'drop') return [];
  if (tool === 'nft') return / hook forward /.test(`${hook} `) ? ['forward policy drop'] : [];
  return title.endsWith(' FORWARD') ? ['FORWARD policy DROP'] : [];
}

const said = (chain: Chain) => (rule: Rule) => (rule.tool === 'nft' ? nftText(chain, rule) : savedText(chain, rule));

const nftText = ({ title }: Chain, { text }: Rule): string =>
  `${text.replace(/(^| )counter(?= |$)/g, '').trim()} (nft chain ${title.split(' ').slice(2).join(' ') || title})`;

/** What is said in one word. A rule with any other option is quoted. */
const SHORT: Readonly<Record<string, string>> = {
  '-s': '',
  '-d': 'for ',
  '-p': '',
  '--dport': 'port ',
  '-i': 'in ',
  '-o': 'out ',
  '--to-destination': 'to ',
  '--to-source': 'to ',
  '--to-ports': 'to ',
};

/** A rule of iptables-save(8) in few words, all of it; one that has no few words, as it is. */
function savedText({ title }: Chain, { text }: Rule): string {
  const words = shortly(text);
  return words?.join(' ') ?? `${title}: ${text}`;
}

function shortly(text: string): string[] | undefined {
  const words = text.split(' ');
  const found = new Map<string, string>();
  let target: string | undefined;
  for (let at = 0; at < words.length; at += 2) {
    const not = words[at] === '!';
    if (not) at++;
    const [option = '', value = ''] = words.slice(at, at + 2);
    // "-p tcp -m tcp --dport 80": the match that the protocol brings along.
    if (option === '-m' && !not && value === words[words.indexOf('-p') + 1]) continue;
    if (option === '-j' && !not && value !== 'NETMAP') target = value;
    else if (Object.hasOwn(SHORT, option) && !found.has(option))
      found.set(option, `${not ? 'not ' : ''}${SHORT[option]}${value}`);
    else return undefined;
  }
  if (target === undefined) return undefined;
  const parts = ['-s', '-d', '-p', '--dport', '-i', '-o', '--to-destination', '--to-source', '--to-ports'];
  return [target === 'MASQUERADE' ? 'masquerade' : target, ...parts.flatMap((option) => found.get(option) ?? [])];
}
