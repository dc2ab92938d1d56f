// Networks side by side on one host, made in as few processes as possible, and what really arrives in them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../../src/hosts/host.ts';
import type { Flow, Network, Op } from './networks.ts';

const SENDER = readFileSync(join(import.meta.dirname, 'send.pl'), 'utf8');
const WORKERS = 3;

/** Makes them, and waits until the kernel has nothing more to do. Returns what the programs complained about. */
export async function make(host: Host, networks: readonly Network[]): Promise<string> {
  const all = networks.flatMap(({ ops }) => ops);
  const ip = (tool: Op['tool']) => all.filter((op) => op.tool === tool).map(({ text }) => text);
  let said = await run(host, ['ip', '-force', '-batch', '-'], [...ip('netns'), ...ip('link')].join('\n'));
  for (const late of [false, true]) {
    const scripts = networks.map(({ ops }) => script(ops, late)).filter(Boolean);
    const shares = Array.from({ length: WORKERS }, (_, at) => scripts.filter((_one, index) => index % WORKERS === at));
    const texts = await Promise.all(shares.map((share) => run(host, ['bash', '-s'], share.join('\n'))));
    said += texts.join('');
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  return said;
}

/** Carrier (linkwatch takes up to a second), and the addresses that IPv6 looks for twice. */
const SETTLED_MS = 2800;

async function run(host: Host, argv: readonly string[], input: string): Promise<string> {
  const { stderr, exitCode, cut } = await host.run(argv, { input, timeoutMs: 120_000 });
  if (cut) throw new Error(`${argv.join(' ')}: cut, status ${exitCode}`);
  return stderr.toString();
}

/** What one network needs after its namespaces and cables. `late`: what is in reach only then. */
function script(ops: readonly Op[], late: boolean): string {
  const spaces = [...new Set(ops.map(({ netns }) => netns))];
  return spaces
    .map((netns) => {
      const own = ops.filter((op) => op.netns === netns);
      const body = late ? lateBody(own) : earlyBody(own);
      return body === '' ? '' : `nsenter --net=/run/netns/${netns} bash <<'EOS'\n${body}EOS`;
    })
    .filter(Boolean)
    .join('\n');
}

const textsOf = (ops: readonly Op[], tool: Op['tool']) => ops.filter((op) => op.tool === tool).map(({ text }) => text);

const here = (command: string, lines: readonly string[], mark: string): string =>
  lines.length === 0 ? '' : `${command} <<'${mark}'\n${lines.join('\n')}\n${mark}\n`;

/** Settings of the whole netns come first: some are copied to each link, and a link's own come after them. */
function earlyBody(ops: readonly Op[]): string {
  const settings = textsOf(ops, 'set').filter((text) => text.includes('disable_ipv6'));
  return `${settings.map(setting).join('')}${here('ip -force -batch -', textsOf(ops, 'ip'), 'EOI')}`;
}

function lateBody(ops: readonly Op[]): string {
  const settings = textsOf(ops, 'set').filter((text) => !text.includes('disable_ipv6'));
  return [
    here('ip -force -batch -', textsOf(ops, 'late'), 'EOI'),
    here('bridge -force -batch -', textsOf(ops, 'bridge'), 'EOI'),
    ...settings.map(setting),
    here('iptables-restore', restore(textsOf(ops, 'iptables')), 'EOI'),
    here('ip6tables-restore', restore(textsOf(ops, 'ip6tables')), 'EOI'),
    here('nft -f -', textsOf(ops, 'nft'), 'EOI'),
  ].join('');
}

function setting(text: string): string {
  const [file, value] = text.split('=');
  return `echo ${value} 2>/dev/null >/proc/sys/net/${file}\n`;
}

/** iptables-restore(8). */
function restore(texts: readonly string[]): string[] {
  const tables = [...new Set(texts.map((text) => text.split(' ', 1)[0] ?? ''))];
  return tables.flatMap((table) => {
    const own = texts.filter((text) => text.startsWith(`${table} `)).map((text) => text.slice(table.length + 1));
    const chains = own.filter((text) => text.startsWith(':'));
    return [`*${table}`, ...new Set(chains), ...own.filter((text) => !text.startsWith(':')), 'COMMIT'];
  });
}

export interface Asked {
  readonly network: Network;
  readonly flow: Flow;
  /** Then it is tried again when it fails, as this machine may be busy. */
  readonly expected: boolean;
}

/** Whether each was answered. */
export async function ask(host: Host, flows: readonly Asked[]): Promise<boolean[]> {
  const lines = flows.map(({ network, flow, expected }, at) => {
    const spaces = [...new Set(network.ops.map(({ netns }) => netns))].join(',');
    return [network.seed, at, spaces, flow.from, flow.source ?? '-', flow.to, expected ? 3 : 1].join(' ');
  });
  const { stdout, stderr } = await host.run(['perl', '-e', SENDER], { input: `${lines.join('\n')}\n`, timeoutMs: 600_000 });
  if (process.env["V"]) console.error(stderr.toString());
  const answers = new Map(
    stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([at, answer]) => [Number(at), answer === '1'] as const),
  );
  return flows.map((_, at) => {
    const answer = answers.get(at);
    if (answer === undefined) throw new Error(`no answer of ${lines[at]}: ${stderr}`);
    return answer;
  });
}

export async function remove(host: Host, networks: readonly Network[]): Promise<void> {
  const spaces = networks.flatMap(({ ops }) => textsOf(ops, 'netns').map((text) => text.replace(' add ', ' del ')));
  await run(host, ['ip', '-force', '-batch', '-'], spaces.join('\n'));
}
