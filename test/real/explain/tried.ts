// Makes the networks of reasons on one host, asks why, and does what is offered.
import { readTopology } from '../../../src/discovery/collection.ts';
import { flowOf, readQuestion } from '../../../src/explain/arguments.ts';
import { type Explanation, explain } from '../../../src/explain/obstacles.ts';
import { seenBy } from '../../../src/explain/report.ts';
import type { Host } from '../../../src/hosts/host.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { settled } from './kernel.ts';
import { BASE, INHERITED, type ReasonNetwork } from './reason-networks.ts';
import { type Typed, typed } from './typed.ts';

/** What was seen of a network at one moment. */
export interface Moment {
  readonly topology: Topology;
  readonly explanation: Explanation;
}

export interface Tried {
  readonly made: Typed;
  readonly before: Moment;
  /** What shows the first obstacle. */
  readonly see: Typed | undefined;
  /** Whether the flow arrived before anything was done, and at the end. */
  readonly arrived: { readonly before: boolean; after: boolean };
  /** Of one obstacle after the other: what was done, and what there is to say then. */
  readonly fixes: { readonly ran: readonly Typed[]; readonly after: Moment }[];
}

const NAMES = ['red', 'blue', 'gw', 'out'] as const;
type Name = (typeof NAMES)[number];

/** Whether a network needs a netns: by its name, or an address in it. */
const NEEDS: Readonly<Record<Name, RegExp>> = {
  red: /^/,
  blue: /\bblue\b|10\.0\.0\.3\b|fd00::3/,
  gw: /^/,
  out: /\bout\b|192\.0\.2\.|203\.0\.113|fd01:/,
};

/** A network with its namespaces, whose names no other has. */
class Made {
  readonly network: ReasonNetwork;
  readonly #at: number;

  constructor(network: ReasonNetwork, at: number) {
    this.network = network;
    this.#at = at;
  }

  #called(name: Name | ''): string {
    return `r${this.#at}-${name}`;
  }

  get spaces(): Name[] {
    const { ask, script } = this.network;
    return NAMES.filter((name) => NEEDS[name].test(`${ask} ${script}`));
  }

  script(settings: string): readonly string[] {
    const names = this.spaces.map(
      (name) => `${name}=${this.#called(name)}; ${name}() { ip netns exec $${name} "$@"; }`,
    );
    return ['bash', '-c', `settings="${settings}"\n${names.join('\n')}\n${BASE}\n${this.network.script}\n`];
  }

  remove(): (readonly string[])[] {
    return this.spaces.map((name) => ['ip', 'netns', 'del', this.#called(name)]);
  }

  /** Its question, with the names that its namespaces have. */
  get #words(): string[] {
    return this.network.ask.split(' ').map((word) => {
      const name = NAMES.find((one) => one === word);
      return name ? this.#called(name) : word;
    });
  }

  /** Of all that there is, what belongs to it: its namespaces, and the host with the simulated internet. */
  seenIn(all: Topology): Moment {
    const isOwn = (name: string | undefined) => name === undefined || name.startsWith(this.#called(''));
    const topology = { ...all, netns: all.netns.filter(({ names: [name] }) => isOwn(name)) };
    return { topology, explanation: explain(topology, flowOf(topology, readQuestion(this.#words))) };
  }

  /** What sends it, as somebody would. */
  get sending(): readonly string[] {
    const { from, to, source, protocol, port } = readQuestion(this.#words);
    const there = from === 'host' ? [] : ['ip', 'netns', 'exec', from];
    if (protocol === 'icmp')
      return [...there, 'ping', '-n', '-c1', '-W1', ...(source === undefined ? [] : ['-I', source]), to];
    const act = protocol === 'tcp' ? ': <>/dev/tcp/$0/$1' : 'exec 3<>/dev/udp/$0/$1; echo >&3; read -t 1 -n 1 -u 3';
    return [...there, 'timeout', '2', 'bash', '-c', act, to, `${port}`];
  }
}

/** One command on each. */
const each = async (host: Host, commands: readonly (readonly string[])[]): Promise<Typed[]> =>
  (
    await typed(
      host,
      commands.map((argv) => [argv]),
    )
  ).flat();

const sent = async (host: Host, networks: readonly Made[]): Promise<boolean[]> =>
  (
    await each(
      host,
      networks.map(({ sending }) => sending),
    )
  ).map(({ status, out }) => status === 0 && !out.includes('DIFFERENT ADDRESS'));

/** What a new netns has from the machine that the networks must not have. */
async function settingsFor(host: Host): Promise<string> {
  const keys = Object.keys(INHERITED);
  const [, read] = (
    await typed(host, [
      [
        ['ip', 'netns', 'add', 'probe'],
        ['ip', 'netns', 'exec', 'probe', 'sysctl', '-n', ...keys],
        ['ip', 'netns', 'del', 'probe'],
      ],
    ])
  ).flat();
  const values = read?.out.split('\n') ?? [];
  return keys.flatMap((key, at) => (values[at] === INHERITED[key] ? [] : [`${key}=${INHERITED[key]}`])).join(' ');
}

export async function tryAll(host: Host, all: readonly ReasonNetwork[]): Promise<Tried[]> {
  const networks = all.map((network, at) => new Made(network, at));
  const settings = await settingsFor(host);
  const made = await each(
    host,
    networks.map((network) => network.script(settings)),
  );
  await settled();
  const topology = await readTopology(host);
  const moments = networks.map((network) => network.seenIn(topology));
  const see = await typed(
    host,
    moments.map((moment) => moment.explanation.obstacles.slice(0, 1).map((one) => seenBy(moment.topology, one))),
  );
  const arrived = await sent(host, networks);
  const tried = moments.map((before, at): Tried => {
    const script = made[at];
    if (!script) throw new Error('each is made');
    return {
      made: script,
      before,
      see: see[at]?.[0],
      arrived: { before: arrived[at] ?? false, after: false },
      fixes: [],
    };
  });
  const fixed = networks.flatMap((network, at) => (tried[at] ? { network, tried: tried[at] } : []));
  await fixAll(host, fixed);
  return tried;
}

interface Running {
  readonly network: Made;
  readonly tried: Tried;
}

/** One obstacle after the other; what is done with is sent once more and removed, as all that there is takes time. */
async function fixAll(host: Host, running: readonly Running[], round = 0): Promise<void> {
  const fixOf = ({ tried }: Running) => tried.before.explanation.obstacles[round]?.fix ?? [];
  const [rest, done] = [
    running.filter((one) => fixOf(one).length > 0),
    running.filter((one) => fixOf(one).length === 0),
  ];
  for (const [at, answer] of (
    await sent(
      host,
      done.map(({ network }) => network),
    )
  ).entries()) {
    const one = done[at];
    if (one) one.tried.arrived.after = answer;
  }
  await typed(
    host,
    done.map(({ network }) => network.remove()),
  );
  if (rest.length === 0) return;
  const ran = await typed(host, rest.map(fixOf));
  await settled();
  const topology = await readTopology(host);
  for (const [at, { network, tried }] of rest.entries())
    tried.fixes.push({ ran: ran[at] ?? [], after: network.seenIn(topology) });
  await fixAll(host, rest, round + 1);
}
