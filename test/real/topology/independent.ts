import { expect } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { linkById } from '../../../src/topology/find.ts';
import type { Netns, Topology } from '../../../src/topology/model.ts';
import { socketText } from '../../../src/topology/words.ts';
import { encodeBytes } from '../../encode-bytes.ts';

/** Runs a shell line in a netns of the host. Throws when it cannot be entered. */
async function inside(host: Host, netns: Netns, line: string): Promise<Buffer> {
  // The name of its file may be no text, so it comes by standard input.
  const enter = 'IFS= read -r -d "" file; exec nsenter --net="$file" bash -c "$1"';
  const argv = netns.root ? ['bash', '-c', line] : ['bash', '-c', enter, 'enter', line];
  const input = Buffer.concat([encodeBytes(netns.file), Buffer.from([0])]);
  const { exitCode, stdout, stderr } = await host.run(argv, { timeoutMs: 30_000, input: netns.root ? '' : input });
  if (exitCode !== 0) throw new Error(`${netns.label}: ${line}: ${stderr}`);
  return stdout;
}

const lines = (text: string) => text.split('\n').filter(Boolean);
/** Any bytes as text that keeps them. */
const latin1 = (name: string) => encodeBytes(name).toString('latin1');

/**
 * Compares the model with what the same kernel says in other words: the text of ip and bridge, /proc and /sys.
 * Nothing may change meanwhile.
 */
export async function expectAgreement(host: Host, topology: Topology): Promise<void> {
  await expectNamespaces(host, topology);
  for (const netns of topology.netns) {
    expect([netns.label, netns.unread]).toEqual([netns.label, []]);
    const said = await asked(host, netns);
    expectLinks(said('links'), netns, topology);
    expectAddresses(said('addresses'), netns);
    expectRoutes(said, netns);
    expectRules(said, netns);
    expectBridges(said, netns);
    expectFirewall(said, netns);
    expectSockets(said('sockets'), netns);
    await expectSysctls(host, netns);
  }
}

/** By sysfs, which shows the network of who mounts it. */
const SYSFS = String.raw`cd /sys/class/net && for f in *; do [ -d "$f" ] || continue
    m=$(readlink "$f/master")
    printf "%s\n" "$f $(<"$f/ifindex") $(<"$f/iflink") $(<"$f/mtu") $(<"$f/address") $(<"$f/flags") $(<"$f/operstate") $(basename -- "$m" 2>/dev/null)"
  done`;

const QUESTIONS = {
  routes: 'ip -4 route show table all',
  routes6: 'ip -6 route show table all',
  neighbours: 'ip neigh show',
  proxies: 'ip neigh show proxy',
  rules: 'ip -4 rule',
  rules6: 'ip -6 rule',
  addresses: 'ip -o addr',
  ports: 'bridge link',
  fdb: 'bridge fdb',
  sockets: 'ss -Htuln',
  nft: 'nft -a list ruleset 2>/dev/null || true',
  iptables: 'iptables-save 2>/dev/null',
  ip6tables: 'ip6tables-save 2>/dev/null',
};
type Said = (name: keyof typeof QUESTIONS | 'links') => string[];

/** The lines of each answer, asked for at once: starting a program there takes longer than it runs. */
async function asked(host: Host, netns: Netns): Promise<Said> {
  const questions = {
    ...QUESTIONS,
    links: netns.root ? `bash -c '${SYSFS}'` : `unshare --mount -- bash -c 'mount -t sysfs sys /sys && ${SYSFS}'`,
  };
  const script = Object.values(questions).map((question) => `${question}\nprintf '\\036\\n'`);
  const answers = (await inside(host, netns, `set -e; ${script.join('\n')}`)).toString('latin1').split('\x1e\n');
  return (name) => lines(answers[Object.keys(questions).indexOf(name)] ?? '');
}

async function expectNamespaces(host: Host, topology: Topology): Promise<void> {
  const script = String.raw`
    cd /run/netns 2>/dev/null && for f in * .[!.]*; do
      [ "$(stat -L -f -c %T -- "$f" 2>/dev/null)" != nsfs ] || printf '%s\0%s\0' "$(stat -L -c %i -- "$f")" "$f"
    done`;
  const { stdout } = await host.run(['bash', '-O', 'nullglob', '-c', script]);
  const words = stdout.toString('latin1').split('\0').slice(0, -1);
  const named = words.flatMap((id, at) => (at % 2 === 0 ? [`${id} ${words[at + 1]}`] : []));
  const ours = topology.netns.flatMap(({ id, names }) => names.map((name) => `${id} ${latin1(name)}`));
  expect(ours.sort()).toEqual(named.sort());
  // It is called by what is mounted, where there is both that and a symbolic link to it.
  const { stdout: linked } = await host.run(['find', '/run/netns', '-maxdepth', '1', '-type', 'l', '-printf', '%f\\0']);
  const links = linked.toString('latin1').split('\0');
  for (const { names } of topology.netns) {
    const isLink = names.map((name) => links.includes(latin1(name)));
    expect(isLink).toEqual(isLink.toSorted());
  }
  // Those that processes are in; ours who ask are in the root netns.
  const { stdout: held } = await host.run(['sh', '-c', 'readlink /proc/[0-9]*/ns/net | sort -u']);
  const ids = new Set(topology.netns.map(({ id }) => id));
  for (const link of lines(held.toString())) expect(ids).toContain(link.slice('net:['.length, -1));
}

function expectLinks(links: readonly string[], netns: Netns, topology: Topology): void {
  const said = links.map((line) => {
    const [name, index, iflink, mtu, address, flags, operstate, ...master] = line.split(' ');
    return { name, index, iflink, mtu, address, up: Number(flags) % 2 === 1, operstate, master: master.join(' ') };
  });
  const ours = netns.links.map((link) => ({
    name: latin1(link.ifname),
    index: String(link.ifindex),
    mtu: String(link.mtu),
    address: link.address,
    up: link.flags.includes('UP'),
    operstate: link.operstate?.toLowerCase(),
    master: latin1(link.master ?? ''),
  }));
  const byIndex = (a: { index?: string | undefined }, b: { index?: string | undefined }) =>
    Number(a.index) - Number(b.index);
  expect(ours.sort(byIndex)).toEqual(
    said.map(({ iflink: _, ...link }) => ({ ...link, address: link.address || undefined })).sort(byIndex),
  );
  for (const link of netns.links) {
    if (link.linkinfo?.info_kind !== 'veth') continue;
    const iflink = said.find(({ index }) => Number(index) === link.ifindex)?.iflink;
    const peer = typeof link.peer === 'string' ? linkById(topology, link.peer) : undefined;
    expect([link.ifname, peer?.link.ifindex, peer?.link.peer]).toEqual([link.ifname, Number(iflink), link.id]);
  }
}

function expectAddresses(addresses: readonly string[], netns: Netns): void {
  const said = addresses.flatMap((line) => {
    const found = /^(\d+): \S+ +(inet6?) (\S+)(?: peer (\S+))?/.exec(line);
    return found ? [[found[1], found[2], found[4] ? `${found[3]} peer ${found[4]}` : found[3]].join(' ')] : [];
  });
  const ours = netns.links.flatMap(({ ifindex, addr_info }) =>
    addr_info.map(({ family, local, address, prefixlen }) =>
      [ifindex, family, address === undefined ? `${local}/${prefixlen}` : `${local} peer ${address}/${prefixlen}`].join(
        ' ',
      ),
    ),
  );
  expect(ours.sort()).toEqual(said.sort());
}

const TYPES = [
  'unicast',
  'local',
  'broadcast',
  'multicast',
  'anycast',
  'unreachable',
  'prohibit',
  'blackhole',
  'throw',
];

function expectRoutes(said: Said, netns: Netns): void {
  for (const [family, routes] of [
    ['inet', said('routes')],
    ['inet6', said('routes6')],
  ] as const) {
    // A line that begins with a blank is a next hop of the one before.
    const own = routes.filter((line) => !/^\s/.test(line));
    const heads = own.map((line) => {
      const words = line.split(' ');
      const typed = TYPES.includes(words[0] ?? '');
      const table = words.indexOf('table');
      return [typed ? words[0] : 'unicast', words[typed ? 1 : 0], table < 0 ? 'main' : words[table + 1]].join(' ');
    });
    const ours = netns.routes
      .filter((route) => route.family === family)
      .map(({ type, dst, table }) => `${type} ${dst} ${table}`);
    expect(ours.sort()).toEqual(heads.sort());
  }
  for (const proxy of [false, true]) {
    const ours = netns.neighbours.filter((neighbour) => (neighbour['proxy'] === null) === proxy);
    const text = ({ dst, dev }: { dst: string; dev?: string }) => latin1(`${dst} dev ${dev}`);
    expect(ours.map(text).sort()).toEqual(
      said(proxy ? 'proxies' : 'neighbours')
        .map((line) => line.split(' ').slice(0, 3).join(' '))
        .sort(),
    );
  }
}

function expectRules(said: Said, netns: Netns): void {
  for (const [family, those] of [
    ['inet', said('rules')],
    ['inet6', said('rules6')],
  ] as const) {
    const words = those.map((line) => {
      const lookup = /lookup (\S+)/.exec(line)?.[1];
      return `${line.split(':')[0]} ${lookup ?? ''}`;
    });
    const ours = netns.rules
      .filter((rule) => rule.family === family)
      .map(({ priority, table }) => `${priority} ${table ?? ''}`);
    expect(ours).toEqual(words);
  }
}

function expectBridges(said: Said, netns: Netns): void {
  const ports = said('ports').map((line) => {
    const [, index, state] = /^(\d+): .* state (\S+) priority/.exec(line) ?? [];
    return `${index} ${state}`;
  });
  const ours = netns.links.flatMap(({ ifindex, linkinfo }) =>
    linkinfo?.info_slave_kind === 'bridge' ? [`${ifindex} ${linkinfo.info_slave_data?.['state']}`] : [],
  );
  expect(ours.sort()).toEqual(ports.sort());
  const learned = said('fdb').filter((line) => / master /.test(line));
  expect(netns.fdb.filter(({ master }) => master !== undefined)).toHaveLength(learned.length);
}

function expectFirewall(said: Said, netns: Netns): void {
  const handles = said('nft').filter((line) => / # handle \d+$/.test(line));
  expect(
    netns.firewall.nft?.filter((object) => ['rule', 'chain', 'table', 'set'].some((kind) => kind in object)),
  ).toHaveLength(handles.length);
  for (const tool of ['iptables', 'ip6tables'] as const) {
    const rules = said(tool).filter((line) => line.startsWith('-'));
    expect((netns.firewall[tool] ?? '').split('\n').filter((line) => line.startsWith('-'))).toEqual(rules);
  }
}

/** ss says '*' of what is for both families, and lists what several share more than once. */
function expectSockets(sockets: readonly string[], netns: Netns): void {
  const said = sockets.map((line) => line.split(/ +/)).map((words) => `${words[0]} ${words[4]}`);
  expect(netns.sockets?.map((socket) => socketText(socket)).sort()).toEqual([...new Set(said)].sort());
}

/** Each of them by its file. */
async function expectSysctls(host: Host, netns: Netns): Promise<void> {
  const keys = Object.keys(netns.sysctls);
  const names = netns.links.map(({ ifname }) => ifname);
  for (const name of names) {
    const key = `net.ipv4.conf.${name.replaceAll('.', '/')}.rp_filter`;
    if (encodeBytes(name).toString() === name) expect(keys).toContain(key);
  }
  const everywhere = [
    'ipv4.ip_forward',
    'ipv6.conf.all.forwarding',
    'ipv4.conf.all.rp_filter',
    'ipv4.conf.all.arp_filter',
    'ipv6.conf.all.ignore_routes_with_linkdown',
    'ipv4.icmp_echo_ignore_all',
    'ipv4.ip_default_ttl',
  ];
  for (const key of everywhere) expect(keys).toContain(`net.${key}`);
  const paths = keys.map((key) =>
    key
      .split('.')
      .map((word) => word.replaceAll('/', '.'))
      .join('/'),
  );
  const enter = netns.root ? '' : 'nsenter --net="$file"';
  const script = `IFS= read -r -d '' file; ${enter} xargs -0 cat --`;
  const input = [netns.file, ...paths.map((path) => `/proc/sys/${path}`)].flatMap((path) => [
    encodeBytes(path),
    Buffer.from([0]),
  ]);
  const { stdout, stderr } = await host.run(['bash', '-c', script], { input: Buffer.concat(input) });
  expect(stderr.toString()).toBe('');
  const said = stdout.toString().replaceAll('\t', ' ').split('\n');
  expect(keys.map((key, at) => [key, said[at]])).toEqual(Object.entries(netns.sysctls));
}
