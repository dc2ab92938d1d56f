// Networks written down, for what random ones seldom have.
import { readQuestion } from '../../../src/explain/arguments.ts';
import type { Host } from '../../../src/hosts/host.ts';
import { type Judged, judge, verdictOf } from './judge.ts';
import type { Network } from './networks.ts';
import type { Op } from './plan.ts';

export interface Case {
  /** A line 'NETNS TOOL TEXT' for each operation; a netns is one letter, in texts '@a'. Those of the tool 'link' are made first. */
  readonly network: string;
  /** A question of `%explain` → a verdict, or the reason why it is lost. */
  readonly flows: Readonly<Record<string, string>>;
}

/** Numbers that no random network has. */
const FIRST = 800_000_000;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function networkOf({ network, flows }: Case, seed: number): Network {
  const named = (letter: string) => `n${seed}${letter}`;
  const written = linesOf(network).map((line): Op => {
    const [, netns = '', tool = '', text = ''] = /^(\w) (\w+) (.*)$/.exec(line) ?? [];
    // Which tools there are is said by the cases themselves.
    return { netns: named(netns), tool: tool as Op['tool'], text: text.replace(/@(\w)\b/g, (_, one) => named(one)) };
  });
  const spaces = [
    ...new Set(linesOf(network).flatMap((line) => [line[0] ?? '', ...(line.match(/(?<=@)\w\b/g) ?? [])])),
  ];
  const ready = spaces
    .map(named)
    .flatMap((netns): Op[] => [
      { netns, tool: 'netns', text: `netns add ${netns}` },
      ...['all', 'default'].map((who): Op => ({ netns, tool: 'set', text: `ipv6/conf/${who}/accept_dad=0` })),
      { netns, tool: 'ip', text: 'link set lo up' },
    ]);
  return {
    seed,
    ops: [...ready, ...written],
    flows: Object.keys(flows).map((flow) => {
      const question = readQuestion(flow.split(' '));
      return { ...question, from: named(question.from) };
    }),
  };
}

/** Of each case what was said of its flows, with what happened where that was something else. */
export async function judged(
  host: Host,
  cases: Readonly<Record<string, Case>>,
): Promise<Record<string, Case['flows']>> {
  const all = Object.entries(cases);
  const networks = all.map(([, one], at) => networkOf(one, FIRST + at));
  const found = await judge(host, networks);
  return Object.fromEntries(
    all.map(([name, { flows }], at) => {
      const own = found.filter(({ network }) => network === networks[at]);
      return [name, Object.fromEntries(Object.keys(flows).map((flow, index) => [flow, saidOf(own[index])]))];
    }),
  );
}

function saidOf(one: Judged | undefined): string {
  if (!one) return 'not judged';
  const { predicted, answered } = one;
  const verdict = verdictOf(one);
  const doubts = 'doubts' in predicted ? predicted.doubts.map(({ what }) => what) : [String(predicted)];
  const stop = verdict !== 'unknown' && 'stop' in predicted ? predicted.stop : undefined;
  const said = stop ? stop.reason : [verdict, ...doubts].join(' ');
  const isSo = verdict === 'unknown' || (verdict === 'delivered') === answered;
  return isSo ? said : `${said}, but ${answered ? 'answered' : 'not answered'}`;
}

/** Two namespaces with a cable: e0 of the one to e0 of the other. */
export const cable = (a: string, b: string, [nameA, nameB] = ['e0', 'e0']): string => `
  ${a} link link add name ${nameA} netns @${a} type veth peer name ${nameB} netns @${b}
  ${a} ip link set ${nameA} up
  ${b} ip link set ${nameB} up`;

/** A host at a port of the bridge br0. */
export const atBridge = (bridge: string, host: string): string =>
  `${cable(host, bridge, ['e0', `p${host}`])}
  ${bridge} ip link set p${host} master br0`;
