import type { NetnsId } from '../topology/model.ts';
import { type Argument, type Said, sayFrom } from '../words.ts';
import type { Manner, Reason } from './reasons.ts';
import type { StepCode, Stop } from './trace.ts';

/** What is wrong with a question. */
export const QUESTION_WORDS = {
  'two-ends': 'Say from where to where: explain FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS] [because REASON].',
  'two-watch-ends': 'Say from where to where: watch FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS].',
  'did-you-mean': '{0} Did you mean {1}?',
  'needs-port': '“{0}” needs a port: {0} 80.',
  'needs-address': '“{0}” needs an address: {0} 192.0.2.1.',
  'needs-reason': '“{0}” needs a reason: {0} no-route.',
  'said-twice': '“{0}” contradicts an earlier word: only one of each kind is allowed.',
  'unknown-word': '“{0}” is not a word that can stand here: icmp, tcp PORT, udp PORT, from ADDRESS, because REASON.',
  'unknown-watch-word': '“{0}” is not a word that can stand here: icmp, tcp PORT, udp PORT, from ADDRESS.',
  'no-because': '“because” belongs to explain: watch takes no reason.',
  'unknown-matrix-word': '“{0}” is not a word that can stand here: NETNS…, tcp PORT, udp PORT, icmp.',
  'no-address': '“{0}” is not an IP address.',
  'no-zone': 'There is no link “{0}” in {1}. There are: {2}.',
  'no-zone-there': '“{0}”: only a link-local address has a zone.',
  'no-port': '“{0}” is not a port: 1 to 65535.',
  'no-reason': '“{0}” is not a reason. There are: {1}.',
  'no-netns': 'There is no namespace “{0}” here. There are: {1}.',
  'one-netns': 'A matrix needs two namespaces: there is only {0}.',
  empty: 'There is no namespace at all here.',
  'no-target': 'There is no namespace, link or address “{0}” here. Namespaces: {1}.',
  'several-links': 'Several links are called “{0}”: in {1}. Give an address.',
  'no-address-there': '“{0}” has no address that could be reached.',
  'no-address-of': '“{0}” has no {1} address that could be reached.',
  'no-such-name': 'The name “{0}” cannot be resolved in {1}.',
} as const;

export const sayQuestion = sayFrom(QUESTION_WORDS);

/** Why a packet goes no further. {0} is the netns where; the other arguments are those of the stop. */
export const REASON_WORDS = {
  'no-route': '{0} has no route to {1}.',
  'route-refuses': 'A route or a rule of {0} refuses {1}: {2}.',
  'wrong-route': 'The route {1} in {0} leads the wrong way: without it, {0} would use {2}.',
  'no-source': '{0} has no address on {1} to send from.',
  'source-not-here': '{1} is not an address of {0}.',
  'link-down': '{1} in {0} is down.',
  'no-carrier': '{1} in {0} has no carrier: nothing is connected to it, or the other end is down.',
  'cut-cable': 'The other end of {1} in {0} is nowhere to be seen.',
  'bridge-down': 'The bridge {1} in {0} is down, and all its ports with it.',
  'port-blocked': 'The port {1} in {0} forwards nothing: {2}.',
  'port-isolated': 'The ports {1} and {2} in {0} are both isolated: a bridge passes nothing from one to the other.',
  'port-does-not-flood': 'The port {1} in {0} does not get what the bridge floods: {2} is off.',
  'wrong-switch-entry': 'The forwarding table in {0} has {1} behind {2}, but it is behind {3}.',
  'vlan-not-allowed': 'The port {1} in {0} does not take VLAN {2}.',
  'not-on-this-wire': '{1} is not on the wire of {2} in {0}: {3} has it on {4}.',
  'no-neighbour': 'Nobody on the wire of {2} in {0} has {1}.',
  'arp-not-answered': '{0} does not answer for {1} on {2}: {3}.',
  'wrong-neighbour': '{0} has a wrong MAC address for {1}: {2}.',
  'same-mac':
    '{1} in {0} has the same MAC address as {3} in {2}, {4}: the bridge between them sends what is for one to the other.',
  'tunnel-without-remote': '{1} in {0} has no remote to send this to.',
  'tunnel-mismatch': 'The tunnel ends {1} in {3} and {2} in {0} do not match.',
  'tunnel-in-itself': '{0} would send what {1} carries through {1} again.',
  'macvlan-and-its-parent': '{1} in {0} and the link below it, {2} in {3}, do not see each other.',
  dummy: '{1} in {0} is a dummy: what is sent there is dropped.',
  'firewall-drops': 'The packet filter of {0} drops {2}, at the hook {1}.',
  'firewall-rejects': 'The packet filter of {0} rejects {2}, at the hook {1}.',
  'forwarding-off': '{0} does not forward {2} that comes in by {1}.',
  'reverse-path-filter': '{0} drops what comes from {1} by {2}: its own route there leads elsewhere (rp_filter).',
  'martian-source': '{0} takes nothing that comes from {1} by {2}.',
  'martian-destination': '{0} takes nothing for {1} that comes in by {2}.',
  'hop-limit': 'Its hop limit is used up in {0}.',
  'too-big': 'It has {1} bytes, and the MTU of {3} in {0} is {2}.',
  'echo-ignored': '{0} does not answer pings.',
  'nobody-listens': 'It reaches {0}, but no program there listens on {1} port {2}.',
  'no-nat': '{1} is a private address, which nobody outside can answer: {0} would have to translate it.',
  'not-outside': '{0} sends it outside, and nobody there has {1}: it is a private or a reserved address.',
  'answer-goes-elsewhere': 'The answer ends in {0} as one from {1}, but the sender waits for one from {2}.',
} as const satisfies Readonly<Record<Reason, string>>;

export const MANNER_WORDS = {
  'link-of-network-down': '{0} has no route to {1}: {2}, which has an address of that network, is down.',
  'table-not-looked-up':
    '{0} does not find the route to {1}: it is in the table {2}, and no policy rule looks up that table.',
  'proxy-without-route': '{0} answers for others on {2} (proxy ARP), but not for {1}, to which it has no route.',
  'proxy-on-same-link':
    '{0} answers for others on {2} (proxy ARP), but not for {1}: its own route there leads to {2}, too.',
  'route-suppressed':
    '{0} does not take its route to {1}, {2}: the policy rule {3} takes none that short (suppress_prefixlength).',
  'no-ipv6': '{0} has no route to {1}: {2} has no IPv6 ({3}), and has lost its addresses and routes by that.',
  'no-ipv6-there': 'Nobody on the wire of {2} in {0} has {1}: {4} in {3}, which may have had it, has no IPv6 ({5}).',
  'remote-of-nobody': 'The remote of {1} in {0}, {2}, is an address that nobody on the way has.',
  'remote-of-another':
    'The remote of {1} in {0}, {2}, is an address of {3}, and the other end of the tunnel is in {4}.',
  'other-group': '{1} in {0} sends to the group {2}, which {3} in {4} has not joined.',
  'network-too-narrow': '{0} has no route to {1}: its address on {2} is {3}, while others on that wire have /{4}.',
  broadcast: '{1} is a broadcast address: {0} sends there only for a program that asks for that, as ping -b does.',
  'asks-at-port':
    'What {0} asks for {1} on {2} is not answered there: {2} is a port of the bridge {3}, which takes all that comes in by it.',
  'gateway-of-nobody': 'Nobody on the wire of {2} in {0} has {1}, which is its gateway for {3}.',
  'network-too-wide':
    '{0} takes {1} to be on the wire of {2}, where its address is {5}, while others there have /{6}: {3} has it on {4}.',
  'gateway-elsewhere': '{1}, the gateway of {0} for {5}, is not on the wire of {2}: {3} has it on {4}.',
  'sends-to-itself': 'Of {2}, {0} asks for no MAC addresses (NOARP): what is for {1} is sent to its own.',
  'listens-elsewhere': 'It reaches {0} for {3}, but on {1} port {2} programs there listen only at {4}.',
  'translated-to-nobody':
    'It reaches {0}, but no program there listens on {1} port {2}. It was sent to {3} port {4}, and the rule {5} in {6} has changed that.',
  'translated-elsewhere':
    'It reaches {0} for {3}, but on {1} port {2} programs there listen only at {4}. It was sent to {5} port {6}, and the rule {7} in {8} has changed that.',
  'policy-drops':
    'The packet filter of {0} drops {2}, at the hook {1}: no rule of {3} lets it through, and its policy is DROP.',
  'not-tracked':
    '{1} is a private address, which nobody outside can answer, and {0} does not translate it: a rule there exempts it from connection tracking.',
  'foreign-source':
    '{0} gives it the source {1}, which is not an address of {0}: answers to that do not come back to {0}.',
  'answer-to-another': 'The answer comes to {1} in {0}, but who asked waits for it at {2}.',
  'answer-not-tracked':
    'The translation is not undone in {0}: a rule there exempts the answer from connection tracking.',
  'back-at-its-sender':
    '{0} translates the destination to {1}, where the packet comes from: it is back at its sender, which takes nothing that comes in from its own address, {2}.',
  'other-network-id': 'In {0}, the tunnel end {2} has the VNI {4}, and {1} in {5}, from which it comes, has {3}.',
  'other-port': 'In {0}, the tunnel end {2} waits at UDP port {4}, and {1} in {5} sends to {3}.',
  'same-mac-in-tunnel':
    'In {0}, the tunnel end {2} drops what has its own MAC address, {3}, for a source: {1} in {4}, from which it comes, has it too.',
  'behind-macvlan': '{0} takes {1} to be behind its macvlan {2}, but it is behind {3} in {4}.',
  'port-will-forward':
    'The port {1} in {0} forwards nothing yet: {2}. Its spanning tree opens it automatically, in {3} s at the latest: wait, and ask again.',
  'wrong-rule': 'The policy rule {1} in {0} leads the wrong way: without it, {0} would use {2}.',
  'near-by-gateway':
    '{0} sends what is for {1} to a gateway: its address on {2} is {3}, while others on that wire have /{4}.',
  'macvlans-apart':
    'In {0}, the macvlan {1} has the mode {2}, in which it passes nothing to {4} in {3}, a macvlan on the same link.',
  'few-hops': '{0} gives it a hop limit of {2}, which is used up in {1}.',
  'neighbour-hops':
    '{0} gives what asks for a neighbour a hop limit of {2}, and {1} takes that only with 255: then it comes from the wire.',
  'in-circles': 'It goes round in circles until its hop limit is used up, in {0}: {1}.',
} as const satisfies Readonly<Record<Manner, string>>;

/** What a packet filter stops: the packet itself, or what has to come before it. */
export const FILTERED_WORDS = {
  packet: 'it',
  'arp request': 'the ARP request for its next hop',
  'arp reply': 'the ARP reply that comes back for its next hop',
  'neighbour-solicitation': 'the neighbour solicitation for its next hop',
  'neighbour-advertisement': 'the neighbour advertisement that comes back for its next hop',
} as const;

const sayFiltered = sayFrom(FILTERED_WORDS);

function filteredOf(what: string): Said {
  return sayFiltered(Object.hasOwn(FILTERED_WORDS, what) ? (what as keyof typeof FILTERED_WORDS) : 'packet'); // one of its own keys
}

/** Which argument of a stop is a netns, by its id. */
const NETNS_AT: Readonly<Partial<Record<Reason | Manner, readonly number[]>>> = {
  'not-on-this-wire': [2],
  'gateway-elsewhere': [2],
  'network-too-wide': [2],
  'behind-macvlan': [3],
  'same-mac': [1],
  'same-mac-in-tunnel': [3],
  'tunnel-mismatch': [2],
  'other-network-id': [4],
  'other-port': [4],
  'macvlan-and-its-parent': [2],
  'macvlans-apart': [2],
  'translated-to-nobody': [5],
  'translated-elsewhere': [7],
  'few-hops': [0],
  'neighbour-hops': [0],
  'no-ipv6-there': [2],
  'other-group': [3],
  'remote-of-another': [2, 3],
};

/** `where`: a netns, as a user calls it. */
export function sayReason({ reason, manner, thing, args }: Stop, where: (netns: NetnsId) => Argument): Said {
  const [hook = '', what = '', ...more] = args;
  const isFilter = reason === 'firewall-drops' || reason === 'firewall-rejects';
  const code = manner ?? reason;
  const said = args.map((argument, at) => (NETNS_AT[code]?.includes(at) ? where(argument) : argument));
  return {
    code,
    words: manner ? MANNER_WORDS[manner] : REASON_WORDS[reason],
    args: [where(thing.netns), ...(isFilter ? [hook, filteredOf(what), ...more] : said)],
  };
}

/** What a step is, in the list of the way. */
/** {0} is the thing, {1} what else there is to say. */
export const STEP_WORDS = {
  source: '{0} sends it from {1}',
  route: 'route {0}',
  'to-itself': 'to itself, over {0}',
  neighbour: '{0}: next hop {1}',
  sent: 'out by {0}',
  received: 'in by {0}',
  bridged: 'bridge {0}: {1}',
  shown: 'the bridge shows it to the packet filter of IP: {0}',
  tunnelled: 'through the tunnel {0} to {1}',
  accepted: '{0}: accepted',
  translated: '{0}: now {1}',
  undone: '{0} undoes the translation: now {1}',
  marked: '{0}: mark {1}',
  untracked: '{0}: exempt from connection tracking',
  forwarded: '{0} passes it on: {1}',
  delivered: '{0} has it',
  left: '{0}: it leaves what is known here',
  stopped: '{0}: it ends here ({1})',
  doubted: '{0}: not known',
} as const satisfies Readonly<Record<StepCode, string>>;

/** What is not modelled. */
export const DOUBT_WORDS = {
  rule: 'The rule {0} asks for something that is not modelled.',
  target: 'The rule {0} does something that is not modelled.',
  policy: 'The policy rule {0} asks for something that is not modelled.',
  ecmp: 'The route {0} has several next hops: the kernel takes one by a hash.',
  'own-gateway':
    'The gateway of {0} is an address of the namespace itself: whether it counts depends on which of the two came first.',
  duplicate: 'Several hosts on the wire of {0} answer for the same address.',
  learned: 'The port is locked, and takes this only as long as the bridge remembers what it has learned before: {0}.',
  kind: 'What {0} does with packets is not modelled.',
  loop: 'It would go round in circles at {0}.',
  vlan_filtering: 'How the bridge {0} keeps VLANs apart is not known.',
  tagged: 'The chain {0} meets a frame with the tag of a VLAN, which is not modelled.',
  special: 'What {0} does with a special address is not modelled: one of broadcast or multicast, or none at all.',
  unread: 'Not all of {0} could be read.',
  'unread-filter': 'The packet filter of {0} could not be read: only root may.',
  later: 'The connection opens, but what is sent over it ends at {0}.',
  sockets: 'Whether a program listens in {0} is not known.',
  'outer-nat': 'What {0} sends is translated on its way: the kernel may then spoil its checksum.',
  translation: 'How {0} translates is not modelled.',
  other: 'What {0} does is not modelled ({1}).',
} as const;

const saidDoubt = sayFrom(DOUBT_WORDS);

export function sayDoubt(what: string, thing: Argument): Said {
  const code = Object.hasOwn(DOUBT_WORDS, what) ? (what as keyof typeof DOUBT_WORDS) : 'other'; // one of its own keys
  return code === 'other' ? saidDoubt('other', thing, what) : { code, words: DOUBT_WORDS[code], args: [thing] };
}

/** What is wrong, though it arrives. */
export const NOTE_WORDS = {
  duplicate: 'Several hosts on one wire have the address {0}: {1}.',
  'link-of': '{0} {1}',
} as const;

export const sayNote = sayFrom(NOTE_WORDS);

export const VERDICT_WORDS = {
  delivered: '{0} → {1}: arrives, and so does the answer.',
  datagram: '{0} → {1}: arrives. If the program there answers, so does that.',
  exits: '{0} → {1}: leaves this host, with an address that can be answered.',
  unknown: '{0} → {1}: unknown.',
  'lost-1': '{0} → {1}: does not arrive. One thing is in the way.',
  'lost-n': '{0} → {1}: does not arrive. {2} things are in the way.',
  'then-delivered': 'With all of these fixes it arrives.',
  'then-delivered-1': 'With this fix it arrives.',
  'then-exits': 'With all of these fixes it leaves this host.',
  'then-exits-1': 'With this fix it leaves this host.',
  'then-unknown': 'What happens after that is unknown.',
  'then-lost': 'No fix is known for the last one.',
  'then-lost-1': 'No fix is known.',
  'on-the-way-back': 'on the way back',
  there: 'There',
  back: 'Back',
  'may-be': 'This may be in its way:',
  'and-so-on': '… and so on, through {0} more namespaces',
  'as-asked': 'That is the reason asked about: {0}.',
  'not-as-asked': 'It is not lost for the reason asked about, {0}: the first thing in the way is another.',
  'not-lost': 'It is not lost for the reason asked about, {0}.',
  'the-host': 'the host',
  see: 'see',
  fix: 'fix',
} as const;

export const sayVerdict = sayFrom(VERDICT_WORDS);

/** In a table of who reaches whom. */
export const MATRIX_WORDS = {
  'from-to': 'from ↓ to →',
  yes: 'yes',
  'not-known': 'unknown',
  'no-address': 'no address',
  lost: 'no: {0}',
  counted: '{0} of {1} arrive.',
  'nothing-there': 'No namespace here has an address that another one could reach.',
  'since-then': 'Changed since the last time:',
  changed: '{0} → {1}: {2}, was {3}',
  came: 'New: {0}.',
  went: 'Gone: {0}.',
  unchanged: 'Nothing has changed since the last time.',
} as const;

export const sayMatrix = sayFrom(MATRIX_WORDS);
