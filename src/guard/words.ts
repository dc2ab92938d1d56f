import { type Argument, inWords, type Said, sayFrom, type Translate } from '../words.ts';

/** Of links through which the machine is reached; those of links whose name a variable holds begin with `maybe-`. */
const LINK_WORDS = {
  'link-down': 'It takes down {0}, a link the machine is connected through.',
  'maybe-link-down': 'It takes down {0}, which may be a link the machine is connected through.',
  'link-deleted': 'It deletes {0}, a link the machine is connected through.',
  'maybe-link-deleted': 'It deletes {0}, which may be a link the machine is connected through.',
  'link-moved': 'It moves {0}, a link the machine is connected through, to another namespace.',
  'maybe-link-moved': 'It moves {0}, which may be a link the machine is connected through, to another namespace.',
  'link-enslaved': 'It puts {0}, a link the machine is connected through, under a bridge, bond or VRF.',
  'maybe-link-enslaved':
    'It puts {0}, which may be a link the machine is connected through, under a bridge, bond or VRF.',
  'link-freed': 'It takes {0}, a link the machine is connected through, out of its bridge, bond or VRF.',
  'maybe-link-freed':
    'It takes {0}, which may be a link the machine is connected through, out of its bridge, bond or VRF.',
  'link-renamed': 'It renames {0}, a link the machine is connected through.',
  'maybe-link-renamed': 'It renames {0}, which may be a link the machine is connected through.',
  'link-without-arp': 'It turns off ARP on {0}, a link the machine is connected through.',
  'maybe-link-without-arp': 'It turns off ARP on {0}, which may be a link the machine is connected through.',
  'packets-lost': 'It drops the packets on {0}, a link the machine is connected through.',
  'maybe-packets-lost': 'It drops the packets on {0}, which may be a link the machine is connected through.',
  'link-set': 'It changes a setting in /sys of {0}, a link the machine is connected through.',
  'maybe-link-set': 'It changes a setting in /sys of {0}, which may be a link the machine is connected through.',
  'link-readdressed': 'It changes the MAC address of {0}, a link the machine is connected through.',
  'maybe-link-readdressed': 'It changes the MAC address of {0}, which may be a link the machine is connected through.',
  'addresses-removed': 'It removes addresses from {0}, a link the machine is connected through.',
  'maybe-addresses-removed': 'It removes addresses from {0}, which may be a link the machine is connected through.',
  'routes-removed': 'It removes routes from {0}, a link the machine is connected through.',
  'maybe-routes-removed': 'It removes routes from {0}, which may be a link the machine is connected through.',
  'link-mtu': 'It sets a very small MTU on {0}, a link the machine is connected through.',
  'maybe-link-mtu': 'It sets a very small MTU on {0}, which may be a link the machine is connected through.',
} as const;

/** What a cell is about to do, in English; `{0}`, `{1}`, … stand for the arguments of the risk. */
export const RISK_WORDS = {
  ...LINK_WORDS,
  unread: 'It cannot be read in full: its quotes, brackets or keywords do not match.',
  'unread-option':
    'It cannot be read in full: an option of {0} is not known here, so it is not clear which command comes after it.',
  'unread-depth': 'It cannot be read in full: it is nested too deeply.',
  'unread-language': 'It gives {0} a text that names {1}, and what {0} does with it is not checked.',
  'unknown-program': 'It runs {0}, and which program that is cannot be known in advance.',
  'unseen-batch': 'It runs {0} with commands from elsewhere, which are not checked (-batch).',
  'unseen-rules': 'It runs {0} with rules from elsewhere, which are not checked.',
  'unseen-script': 'It runs {0} with commands from elsewhere, which are not checked.',
  'unseen-arguments': 'It runs {0} with arguments that are not checked (xargs).',
  'unknown-arguments': 'It runs {0} with arguments that cannot be known in advance.',
  'filter-replaced': 'It replaces the rules of the packet filter ({0}).',
  'rules-flushed': 'It flushes the rules of the packet filter ({0} -F).',
  'table-flushed': 'It flushes the rules in the table {1} of the packet filter ({0} -F).',
  'chain-flushed': 'It flushes the rules of the chain {1} of the packet filter ({0} -F).',
  'chain-of-table-flushed': 'It flushes the rules of the chain {1} in the table {2} of the packet filter ({0} -F).',
  'drops-all': 'It adds a rule to the chain {0} that applies {1} to every packet ({2}).',
  'drops-own': 'It adds a rule that may drop or reject the connection to the machine ({0}).',
  'redirects-own': 'It adds a rule that may lead the connection to the machine elsewhere ({0}).',
  'element-of-own':
    'It adds an element to a set or map of the packet filter that may have a part in the connection to the machine ({0}).',
  'accept-deleted': 'It deletes a rule that may let the connection to the machine through ({0}).',
  policy: 'It sets the policy of the chain {0} to {1} ({2} -P).',
  'nft-ruleset-flushed': 'It flushes all rules of the packet filter (nft flush ruleset).',
  'nft-table-flushed': 'It flushes the rules of a table of the packet filter (nft flush table).',
  'nft-chain-flushed': 'It flushes the rules of a chain of the packet filter (nft flush chain).',
  'nft-table-deleted': 'It deletes a table of the packet filter (nft {0} table).',
  'nft-chain-deleted': 'It deletes a chain of the packet filter (nft {0} chain).',
  'nft-policy-drop': 'It sets the policy of the chain {0} to drop (nft).',
  'default-route': 'It deletes or replaces the default route of the machine.',
  'maybe-default-route': 'It deletes or replaces the route {0}, which may be the default route of the machine.',
  'route-over-default': 'It adds a route that can override the default route of the machine ({0}).',
  'own-route': 'It changes the route to a network the machine is connected through ({0}).',
  'routes-flushed': 'It deletes routes of the machine ({0}).',
  'ip-rules-flushed': 'It deletes the routing rules of the machine (ip rule flush).',
  'ip-rule-deleted': 'It deletes a routing rule of the machine (ip rule delete).',
  'all-addresses-removed': 'It removes addresses from all links of the machine.',
  'group-down': 'It takes down all links of the group {0}.',
  'group-deleted': 'It deletes all links of the group {0}.',
  'ip-rule-for-all': 'It adds a routing rule that sends every packet to another table (ip rule add {0}).',
  'ip-rule-drops-all': 'It adds a routing rule that lets nothing through (ip rule add {0}).',
  'ip-rule-drops-own': 'It adds a routing rule that may stop the connection to the machine (ip rule add {0}).',
  neighbour: 'It changes the MAC address known for the gateway or the client of the machine ({0}).',
  'address-of-peer': 'It sets an address that the gateway or the client of the machine has ({0}).',
  'netns-named': 'It gives the machine’s own network namespace a name ({0}); cells that run there change the machine.',
  service: 'It runs {0}, which can cut the connection.',
  sysrq: 'It writes to /proc/sysrq-trigger, which can stop the machine at once.',
  device: 'It writes to {0}, which can take a device away from the machine.',
  sysctl: 'It changes the kernel setting {0} (sysctl).',
  'maybe-sysctl': 'It writes to {0}, which may be a kernel setting.',
  'sysctls-from-files': 'It loads kernel settings from files (sysctl).',
} as const;

export type RiskCode = keyof typeof RISK_WORDS;
export type LinkRiskCode = Exclude<keyof typeof LINK_WORDS, `maybe-${string}`>;

export const sayRisk = sayFrom(RISK_WORDS);

/** Why a cell was not run. */
export const REFUSAL_WORDS = {
  'host-not-agreed': 'Not run: you did not agree to run this notebook on {0}.',
  'risk-not-agreed': 'Not run: you did not agree to it.',
  'use-sandbox': 'You are not asked in a sandbox: it has a network of its own.',
} as const;

export const sayRefusal = sayFrom(REFUSAL_WORDS);

/** A sentence for the user. */
export const riskText = (risk: Said<RiskCode>, t?: Translate): string =>
  inWords({ ...risk, args: risk.args.map(shortened) }, t);

const shortened = (argument: Argument) =>
  typeof argument === 'string' && argument.length > 60 ? `${argument.slice(0, 60)}…` : argument;
