// Names that a shell would take apart: what is printed, pasted into bash, is exactly the command that is meant.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readTopology } from '../../../src/discovery/collection.ts';
import { shellCommand } from '../../../src/shell/quote.ts';
import { run, runJsonl } from '../cli/program.ts';
import { sandbox } from '../hosts/support.ts';
import { ok } from '../topology/support.ts';

/** A bridge in `$(id)`, with a cable to each of the others. A link's name has neither spaces nor slashes. */
const NETWORK = String.raw`
for n in '-x' 'a b' '<img src=x>' '$(id)'; do ip netns add "$n"; ip -n "$n" link set dev lo up; done
ip -n '$(id)' link add dev '-br' type bridge; ip -n '$(id)' link set dev '-br' up
at=2
while IFS='|' read -r netns link port; do
  ip link add name "$port" netns '$(id)' type veth peer name "$link" netns "$netns"
  ip -n '$(id)' link set dev "$port" master '-br' up; ip -n "$netns" link set dev "$link" up
  ip -n "$netns" addr add 10.0.0.$at/24 dev "$link"; at=$((at + 1))
done <<'END'
-x|$(id)|-p.1
a b|-e'"0|p&2
<img src=x>|<img>|p;3
END
ip -n '$(id)' link set dev 'p&2' down
ip netns exec '<img src=x>' sysctl -qw 'net.ipv4.conf.<img>.arp_ignore=8'
for p in '-p.1' 'p;3'; do bridge -n '$(id)' link set dev "$p" isolated on; done
ip -n '-x' addr add 10.1.0.1/24 dev '$(id)'
ip -n '<img src=x>' route add prohibit 10.1.0.0/24
ip netns exec 'a b' iptables -P OUTPUT DROP
ip -n 'a b' neigh add 10.0.0.4 lladdr 02:00:00:00:00:99 dev "-e'\"0" nud permanent
`;

/** From whom to where; all are lost, the last one without a remedy. */
const QUESTIONS = [
  ['-x', 'a b'],
  ['-x', '<img src=x>'],
  ['<img src=x>', '10.1.0.1'],
  ['a b', '10.0.0.4'],
  ['-x', '198.51.100.1'],
] as const;

interface Obstacle {
  readonly see: readonly string[];
  readonly fix: readonly (readonly string[])[];
}

/** The commands of a text, in their order. */
const commandsIn = (text: string, what = 'see|fix'): string[] =>
  [...text.matchAll(new RegExp(`^ {3}(?:${what}) {2}(.*)$`, 'gm'))].map(([, line = '']) => line);

/** What bash makes of lines: each program is a function that prints its words. */
function pasted(lines: readonly string[]): string[][] {
  const programs = ['ip', 'bridge', 'sysctl', 'iptables', 'nft', 'nsenter', 'ss'];
  const script = [
    'PATH=/nowhere',
    ...programs.map((name) => `${name}() { printf '%s\\0' ${name} "$@"; printf '\\1\\0'; }`),
    ...lines,
  ].join('\n');
  const out = execFileSync('/bin/bash', ['--norc', '-c', script], { encoding: 'utf8' });
  return out
    .split('\x01\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

const meant = (obstacles: readonly Obstacle[]) => obstacles.flatMap(({ see, fix }) => [see, ...fix]);

/** A host with that network, and a folder that goes with the test, with its topology in a file. */
async function named() {
  const host = await sandbox({ internet: 'none' });
  await ok(host, `${NETWORK}\nsleep 2`);
  const directory = mkdtempSync(join(tmpdir(), 'netlab-names-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const topology = join(directory, 'net.json');
  writeFileSync(topology, JSON.stringify(await readTopology(host)));
  return { host, directory, topology };
}

test('commands for names with spaces, signs and brackets are quoted, in the terminal and below a cell', async () => {
  const { directory, topology } = await named();
  const lab = join(directory, 'lab.netlab');
  const cells = QUESTIONS.map((words) => `\`\`\`sh {expect=fail}\n%explain ${shellCommand(words)}\n\`\`\`\n`).join(
    '\n',
  );
  writeFileSync(lab, `---\nnetlab: { internet: none }\n---\n\n\`\`\`sh\n${NETWORK}\nsleep 2\n\`\`\`\n\n${cells}`);
  const labRun = runJsonl(lab);
  const inTerminal = await Promise.all(
    QUESTIONS.map(async (words) => ({
      json: JSON.parse((await run('explain', '--topology', topology, '--format', 'json', '--', ...words)).stdout),
      text: (await run('explain', '--topology', topology, '--', ...words)).stdout,
    })),
  );
  const { cells: ran, stderr: fault } = await labRun;
  const [, ...below] = ran;
  expect(fault).toBe('');
  expect(below.map(({ stderr }) => stderr)).toEqual(QUESTIONS.map(() => ''));
  for (const [at, { json, text }] of inTerminal.entries()) {
    const wanted = meant(json.obstacles);
    expect(wanted.length, text).toBeGreaterThan(at === QUESTIONS.length - 1 ? 0 : 1);
    expect(pasted(commandsIn(text)), text).toEqual(wanted);
    expect(pasted(commandsIn(below[at]?.stdout ?? '')), below[at]?.stdout).toEqual(wanted);
  }
});

test('and do what they say', async () => {
  const { host, topology } = await named();
  for (const words of QUESTIONS.slice(0, 4)) {
    const { stdout } = await run('explain', '--topology', topology, '--', ...words);
    expect(stdout).toMatch(/With (?:this fix|all of these fixes) it arrives\./);
    await ok(host, commandsIn(stdout, 'fix').join('\n'));
  }
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await ok(host, `ip netns exec -x ping -c1 -W2 10.0.0.3 && ip netns exec -x ping -c1 -W2 10.0.0.4`);
  await ok(host, `ip netns exec '<img src=x>' ping -c1 -W2 10.1.0.1 && ip netns exec 'a b' ping -c1 -W2 10.0.0.4`);
});
