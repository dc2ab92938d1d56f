// The grammar of ip(8) and its sisters bridge(8) and tc(8): options, an object, an action, arguments.
// Words may be shortened to any beginning; where several fit, the first in iproute2's own table is meant (ip/ip.c, do_cmd).

/** What a command line says. */
export interface IpCommand {
  /** The options before the object by their whole names, with their values: '-json', '-netns' → 'blue'. As written if unknown. */
  readonly options: ReadonlyMap<string, string | undefined>;
  /** The whole name of the object: 'link'. As it is written if ip(8) has none such; undefined where there is none. */
  readonly object: string | undefined;
  /** The same of the action: 'delete'. */
  readonly action: string | undefined;
  /** What follows the action. */
  readonly args: readonly string[];
}

/** In the order in which ip(8) compares them; those with a value are marked. */
const OPTIONS =
  `-loops= -family= -4 -6 -0 -M -B -human -human-readable -iec -stats -statistics -details -resolve -oneline
  -timestamp -tshort -Version -force -batch= -brief -json -pretty -rcvbuf= -color -help -netns= -Numeric -all -echo`.split(
    /\s+/,
  );

export const OBJECTS =
  `address addrlabel maddress route rule neighbor neighbour ntable ntbl link l2tp fou ila macsec tunnel tunl
  tuntap tap token tcpmetrics tcp_metrics monitor xfrm mroute mrule netns netconf vrf sr nexthop mptcp ioam stats help`.split(
    /\s+/,
  );

/** By object; others have their actions as they are written. */
export const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    link: 'add set change replace delete show list lst xstats afstats property help',
    address: 'add change chg replace delete show lst list flush save showdump restore help',
    route: 'list show lst get add change chg replace prepend append test delete flush save restore showdump help',
    rule: 'list show lst save restore add delete flush help',
    neighbour: 'add change chg replace delete get show list lst flush help',
    netns: 'list show lst list-id help add set delete identify pids exec monitor attach',
    maddress: 'add delete list show lst help',
    nexthop: 'add replace delete list show lst get flush bucket help',
    ntable: 'change chg show list lst help',
    netconf: 'list show lst help',
    vrf: 'identify pids exec show lst list help',
    tunnel: 'add change delete show lst list prl 6rd help',
  }).map(([object, actions]) => [object, actions.split(' ')]),
);

const SAME = new Map([
  ['neighbor', 'neighbour'],
  ['lst', 'show'],
  ['list', 'show'],
  ['chg', 'change'],
]);

/** Reads the arguments of ip(8). */
export function ipCommand(words: readonly string[]): IpCommand {
  const options = new Map<string, string | undefined>();
  let at = 0;
  while (words[at]?.startsWith('-')) {
    const word = (words[at++] ?? '').replace(/^--(?=.)/, '-');
    if (word === '--') break;
    const option = whole(word.replace(/^(-c\w*)=.*/s, '$1'), OPTIONS) ?? word;
    if (option.endsWith('=')) options.set(option.slice(0, -1), words[at++]);
    else options.set(option, undefined);
  }
  const [object, action, ...args] = words.slice(at);
  const known = object === undefined ? undefined : (whole(object, OBJECTS) ?? object);
  const named = SAME.get(known ?? '') ?? known;
  return { options, object: named, action: actionOf(named, action), args };
}

function actionOf(object: string | undefined, word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const action = whole(word, ACTIONS.get(object ?? '') ?? []) ?? word;
  return SAME.get(action) ?? action;
}

/** The first of them that begins with a word. */
const whole = (word: string, names: readonly string[]): string | undefined =>
  word === '' ? undefined : names.find((name) => name.startsWith(word));

/**
 * The words of `ip link set` in the order in which iproute2 compares them (ip/iplink.c, iplink_parse): with `=` they have
 * a value, with `~` they may be shortened.
 */
export const LINK_WORDS =
  `up down name= index= link~= address~= broadcast~= brd= txqueuelen~= qlen= txqlen~= mtu= xdp= xdpgeneric= xdpdrv=
  xdpoffload= netns= multicast= allmulticast= promisc= trailers= arp= carrier= vf= master~= vrf= nomaster~ dynamic~=
  type~= alias~= group= mode= state= numtxqueues~= numrxqueues~= addrgenmode~= link-netns~= link-netnsid~= protodown=
  protodown_reason= gso_max_size= gso_max_segs= altname= dev=`
    .split(/\s+/)
    .map((word) => ({ name: word.replace(/\W+$/, ''), short: word.includes('~'), takes: word.endsWith('=') }));

/** What `ip link set` is told: words by their whole names, with their values. A word that is none of these has no name. */
export function linkWords(args: readonly string[]): { readonly name: string; readonly value?: string | undefined }[] {
  const words: { name: string; value?: string | undefined }[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const known = LINK_WORDS.find(({ name, short }) => name === arg || (short && arg !== '' && name.startsWith(arg)));
    if (known) words.push({ name: known.name, ...(known.takes ? { value: args[++at] } : {}) });
    else words.push({ name: '', value: arg });
    // What follows is of its kind.
    if (known?.name === 'type') break;
  }
  return words;
}

/** A process that is surely in the machine's own netns where the shell is: itself, its shell, and process 1. */
export const isOwnProcess = (pid: string): boolean =>
  /^(?:1|self|thread-self|\$\$|\$\{?(?:BASHPID|PPID)\}?)$/.test(pid);

/** Whether a path is that of its netns. Where ip(8) takes the name of a netns, it takes a path, too: `../../proc/1/ns/net`. */
export const isOwnNetns = (path: string): boolean =>
  isOwnProcess(/(?:^|\/)proc\/+([^/]+)\/+(?:task\/+\d+\/+)?ns\/+net$/.exec(path)?.[1] ?? '');
