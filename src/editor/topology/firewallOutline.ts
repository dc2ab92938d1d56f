import type { Json, JsonObject, Netns } from '../../topology/model.ts';
import { printable } from '../../topology/names.ts';
import type { Translate } from '../badges.ts';
import { inNetns } from './argv.ts';
import { group, numbered, type OutlineNode } from './node.ts';

/** A chain of iptables-save(8) or nft(8) that decides something. */
export interface Chain {
  /** 'nat POSTROUTING', 'inet filter input'. */
  readonly title: string;
  /** What happens to what no rule decides on; absent for a chain that others jump to. */
  readonly policy?: string;
  readonly rules: readonly string[];
}

/** Left out where every packet passes: no rules, and all policies ACCEPT. */
export function firewallGroup(netns: Netns, parent: string, t: Translate): OutlineNode[] {
  const { iptables = '', ip6tables = '', nft = [] } = netns.firewall;
  const sources = [
    { chains: savedChains(iptables), prefix: '', shownBy: inNetns(netns, 'iptables-save') },
    { chains: savedChains(ip6tables), prefix: 'IPv6 ', shownBy: inNetns(netns, 'ip6tables-save') },
    {
      chains: nftChains(nft, { ip: iptables, ip6: ip6tables }),
      prefix: 'nft ',
      shownBy: inNetns(netns, 'nft', 'list', 'ruleset'),
    },
  ];
  const children = sources.flatMap(({ chains, prefix, shownBy }) =>
    chains
      .filter(decides)
      .map((chain) => (id: string) => chainNode(netns, `${prefix}${chain.title}`, chain, shownBy, id, t)),
  );
  return group(parent, 'firewall', { label: t('Firewall'), icon: 'shield', children, subject: { netns: netns.id } });
}

const decides = ({ policy, rules }: Chain) =>
  rules.length > 0 || !['accept', undefined].includes(policy?.toLowerCase());

function chainNode(
  netns: Netns,
  title: string,
  { policy, rules }: Chain,
  shownBy: string[],
  parent: string,
  t: Translate,
) {
  const id = `${parent}/${JSON.stringify(title)}`;
  const label = printable(title);
  const count = rules.length === 1 ? t('1 rule') : t('{0} rules', rules.length);
  const description = [...(policy === undefined ? [] : [t('policy {0}', policy)]), count].join(' · ');
  const children = () =>
    numbered(rules, (rule) => rule).map(([key, rule]): OutlineNode => {
      const text = printable(rule);
      return {
        id: `${id}/${key}`,
        label: text,
        description: '',
        icon: 'law',
        state: 'plain',
        spoken: text,
        facts: { chain: title, rule },
        subject: { kind: 'entry', netns: netns.id, shownBy },
      };
    });
  const node: OutlineNode = {
    id,
    label,
    description,
    icon: 'list-ordered',
    state: 'plain',
    spoken: `${label}, ${description}`,
    facts: { chain: title, policy, rules: rules.length },
    ...(rules.length > 0 ? { children } : {}),
    subject: { kind: 'group', netns: netns.id, shownBy },
  };
  return node;
}

/** The chains of what iptables-save(8) prints: `*nat`, `:POSTROUTING ACCEPT [0:0]`, `-A POSTROUTING …`. */
export function savedChains(saved: string): Chain[] {
  const chains = new Map<string, { title: string; policy?: string; rules: string[] }>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const declared = /^:(\S+) (\S+)/.exec(line);
    if (declared) {
      const [, name = '', policy = '-'] = declared;
      const title = `${table} ${name}`;
      chains.set(title, { title, ...(policy === '-' ? {} : { policy }), rules: [] });
    }
    const rule = /^-A (\S+) ?(.*)/.exec(line);
    if (rule) chains.get(`${table} ${rule[1]}`)?.rules.push(rule[2] ?? '');
  }
  return [...chains.values()];
}

/**
 * The chains of `nft -j list ruleset` (libnftables-json(5)), without those tables that the saved iptables show in words
 * that more people know.
 */
export function nftChains(objects: readonly JsonObject[], saved: Readonly<Record<string, string>>): Chain[] {
  const isSaved = ({ family, table }: JsonObject) => `\n${saved[String(family)] ?? ''}`.includes(`\n*${table}\n`);
  const chains = new Map<string, { title: string; policy?: string; rules: string[] }>();
  for (const object of objects) {
    const { chain, rule } = object;
    if (isObject(chain) && !isSaved(chain)) {
      const title = `${chain['family']} ${chain['table']} ${chain['name']}`;
      const policy = typeof chain['policy'] === 'string' ? { policy: chain['policy'] } : {};
      chains.set(title, { title, ...policy, rules: [] });
    }
    if (isObject(rule)) chains.get(`${rule['family']} ${rule['table']} ${rule['chain']}`)?.rules.push(nftRule(rule));
  }
  return [...chains.values()];
}

function nftRule({ expr }: JsonObject): string {
  if (!Array.isArray(expr)) return '';
  return expr
    .map((part: Json) => nftStatement(part))
    .filter(Boolean)
    .join(' ');
}

/** One statement about as nft(8) writes it; what this does not know is shown as it came. */
function nftStatement(statement: Json): string {
  if (!isObject(statement)) return nftValue(statement);
  const [[name, body] = ['', null]] = Object.entries(statement);
  if (name === 'counter') return 'counter';
  if (name === 'match' && isObject(body)) {
    const operator = body['op'] === '==' || body['op'] === 'in' ? '' : `${body['op']} `;
    return `${nftValue(body['left'])} ${operator}${nftValue(body['right'])}`;
  }
  if ((name === 'jump' || name === 'goto') && isObject(body)) return `${name} ${nftValue(body['target'])}`;
  if ((name === 'dnat' || name === 'snat' || name === 'redirect') && isObject(body)) {
    const to = [body['addr'], body['port']].map((part) => (part === undefined ? '' : nftValue(part)));
    return `${name} to ${to.filter(Boolean).join(':')}`;
  }
  return body === null || body === undefined ? name : `${name} ${nftValue(body)}`;
}

function nftValue(value: Json | undefined): string {
  if (!isObject(value)) return Array.isArray(value) ? value.map(nftValue).join('-') : String(value);
  const [[name, body] = ['', null]] = Object.entries(value);
  if (isObject(body) && name === 'payload') return `${body['protocol']} ${body['field']}`;
  if (isObject(body) && (name === 'meta' || name === 'ct')) return `${name} ${body['key']}`;
  if (isObject(body) && name === 'prefix') return `${nftValue(body['addr'])}/${body['len']}`;
  if (name === 'set' && Array.isArray(body)) return `{ ${body.map(nftValue).join(', ')} }`;
  return name === 'range' && Array.isArray(body) ? body.map(nftValue).join('-') : JSON.stringify(value);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
