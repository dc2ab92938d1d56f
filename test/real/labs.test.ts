import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hintsOf } from '../../src/notebook/attributes.ts';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import { type CellLine, runJsonl } from './cli/program.ts';

type LabRun = Awaited<ReturnType<typeof runJsonl>>;

/** Runs a lab, and sees that the network that the tests run in stays as it is. */
async function runLab(file: string): Promise<LabRun> {
  const before = realNetwork();
  const lab = await runJsonl(file);
  expect(realNetwork(), 'real-network-untouched').toBe(before);
  return lab;
}

/** Links, addresses, routes, rules, namespaces and network switches of the namespace that the tests run in. */
function realNetwork(): string {
  const script =
    'ip -o link; ip -o addr; ip route show table all; ip -6 route show table all; ip rule; ls -A /run/netns 2>/dev/null; ' +
    'sysctl -a 2>/dev/null | grep -E "^net\\.(ipv4|ipv6|bridge)\\." | grep -vE "neigh|tcp_mem|udp_mem|nr_|_mem = |random"';
  // Lifetimes count down, and IPv6 router advertisements renew them.
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).replace(
    /(valid_lft|preferred_lft|expires) \S+/g,
    '$1',
  );
}

/** The run of the cell with just this text. */
function cell({ cells }: LabRun, source: string): CellLine {
  const found = cells.filter((line) => line.source.trim() === source);
  if (found.length === 0) throw new Error(`no cell was run with the text: ${source}`);
  return found.at(-1) as CellLine; // safe: not empty
}

describe('the container networking lab', () => {
  let lab: LabRun;
  beforeAll(async () => {
    lab = await runLab('labs/container-networking.netlab');
  }, 120_000);

  test('is green, and its clean-up and its explanations are left to the user', () => {
    expect(lab.cells.filter(({ ok }) => !ok)).toEqual([]);
    expect(lab.summary).toMatchObject({ failed: 0, skipped: 3, toDo: 4 });
    expect(lab.status).toBe(0);
  });

  test('begins with namespaces that have nothing but a loopback', () => {
    const { stdout } = cell(lab, 'ip netns exec sleep ip link\nip netns exec webapp ip link');
    expect(stdout.match(/^\d+: /gm)).toEqual(['1: ', '1: ']);
    expect(stdout.match(/state DOWN/g)).toHaveLength(2);
  });

  test('finds no way out before there is a route, NAT or not', () => {
    const first = lab.cells.filter(({ source }) => source.includes('ping -c 2 -W 1 23.185.0.4'));
    expect(first.map(({ expect: wanted, exitCode }) => [wanted, exitCode])).toEqual([
      ['fail', 2],
      ['fail', 2],
    ]);
    for (const { stderr } of first) expect(stderr).toContain('Network is unreachable');
  });

  test('gets answers from the internet at the end, through one translated conversation', () => {
    const { stdout } = cell(lab, 'ip netns exec webapp ping -c 3 -W 2 23.185.0.4');
    expect(stdout).toMatch(/bytes from 23\.185\.0\.4/);
    const counters = lab.cells
      .filter(({ source }) => source.includes('-L POSTROUTING -n -v'))
      .map(({ stdout: rules }) => /^\s*(\d+)\s+\d+\s+MASQUERADE/m.exec(rules)?.[1]);
    expect(counters).toEqual(['0', '1']);
  });

  const tutorial = '../shared/lab/tutorial.md';
  test('holds every command of the tutorial that it grew from, in its order', ({ skip }) => {
    if (!existsSync(tutorial)) skip(`no ${tutorial} beside this checkout`);
    const { cells } = parseNotebook(readFileSync(tutorial), { dialect: 'markdown' });
    const fenced = cells.filter(({ kind }) => kind === 'code').flatMap(({ text }) => text.split('\n'));
    const wanted = fenced.filter((line) => line !== '');
    const given = lab.cells.flatMap(({ source }) => source.split('\n'));
    // A ping of the tutorial never ends; the lab's have a count and a patience.
    const endless = given.map((line) => line.replace(/ping(?: -[cW] \d+)+/, 'ping'));
    let at = 0;
    for (const line of wanted) {
      const next = endless.indexOf(line, at);
      expect(next, `${line} after ${endless[at - 1]}`).toBeGreaterThanOrEqual(0);
      at = next + 1;
    }
    expect(wanted.length).toBeGreaterThan(30);
  });
});

describe('the port forwarding lab', () => {
  let lab: LabRun;
  beforeAll(async () => {
    lab = await runLab('labs/port-forwarding.netlab');
  }, 180_000);

  test('is green, and its clean-up is left to the user', () => {
    expect(lab.cells.filter(({ ok }) => !ok)).toEqual([]);
    expect(lab.summary).toMatchObject({ failed: 0, skipped: 1, toDo: 4 });
    expect(lab.status).toBe(0);
  });

  test('tells each failure from the others', () => {
    const failures = lab.cells.filter(({ expect: wanted }) => wanted === 'fail');
    expect(failures.map(({ source, stderr }) => [source, /: (?:\[.*\] )?(.*)$/m.exec(stderr)?.[1]])).toEqual([
      ['fetch 192.168.52.2:8000 outside', 'Network is unreachable'],
      ['fetch 198.51.100.1:8080 outside', 'Connection refused'],
      ['fetch 198.51.100.1:8080 outside', 'timed out'],
      ['fetch 198.51.100.1:8080', 'Connection refused'],
      ['fetch 127.0.0.1:8080', 'timed out'],
      ['fetch 198.51.100.1:8080 webapp', 'timed out'],
    ]);
  });

  test('reaches the server from everywhere in the end', () => {
    for (const source of [
      'fetch 192.168.52.2:8000',
      'fetch 198.51.100.1:8080 outside',
      'fetch 198.51.100.1:8080',
      'fetch 127.0.0.1:8080',
      'fetch 198.51.100.1:8080 webapp',
    ]) {
      expect([source, cell(lab, source).stdout]).toEqual([source, 'Hello from webapp!\n']);
    }
  });
});

/** The reasons of all obstacles, in their order. */
const reasonsIn = (stdout: string) => [...stdout.matchAll(/^\d+\. .*\[([\w-]+)\]/gm)].map(([, reason]) => reason);

/** What the explanations of a lab say: exactly what its next cells then take away. */
const EXPLAINED: Readonly<Record<string, readonly (readonly [string, number, readonly string[]])[]>> = {
  'container-networking': [
    ['%explain webapp 23.185.0.4', 1, ['no-route', 'forwarding-off', 'no-nat']],
    ['%explain webapp 23.185.0.4', 1, ['no-route', 'forwarding-off']],
    ['%explain webapp 23.185.0.4', 0, []],
  ],
};

/** What a learner might write for each task, by the lab. */
const SOLUTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'container-networking': {
    'sleep reaches the internet': 'ip -n sleep route add default via 192.168.52.5',
    'You know which failure means that packets leave, and forwarding is on again':
      'sysctl -w net.ipv4.ip_forward=0\n! ip netns exec webapp ping -c 1 -W 1 23.185.0.4 | grep unreachable && leaves=silence\nsysctl -w net.ipv4.ip_forward=1',
    'You know the state of a port without its plug, and the plug is back in':
      "ip link set veth-sleep-br down\nport=$(bridge link | sed -n 's/.*veth-sleep-br.* state \\([a-z]*\\).*/\\1/p')\nip link set veth-sleep-br up",
    'sleep can ping db': [
      'ip netns add db',
      'ip link add veth-db type veth peer name veth-db-br',
      'ip link set veth-db netns db',
      'ip link set veth-db-br master app-net-0',
      'ip -n db addr add 192.168.52.3/24 dev veth-db',
      'ip -n db link set veth-db up',
      'ip link set dev veth-db-br up',
    ].join('\n'),
  },
  'port-forwarding': {
    'outside gets the page on port 80':
      'iptables -t nat -A PREROUTING -d 198.51.100.1 -p tcp --dport 80 -j DNAT --to-destination 192.168.52.2:8000',
    'You know how it fails without the server, and who says so': 'failure=refused\nsender=webapp',
    'outside gets the page without connection tracking in FORWARD':
      'iptables -D FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\niptables -A FORWARD -s 192.168.52.2 -p tcp --sport 8000 -j ACCEPT',
    'You know whom ssh would meet': 'ssh=webapp',
  },
};

describe('the tasks of the labs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netlab-tasks-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(Object.keys(SOLUTIONS))(
    '%s: each is to do before its solution, and done after it',
    async (name) => {
      const { cells } = parseNotebook(readFileSync(`labs/${name}.netlab`), { dialect: 'netlab' });
      const tasks = cells.flatMap(({ attributes }) => attributes.check ?? []);
      expect(tasks).toEqual(Object.keys(SOLUTIONS[name] ?? {}));
      const solved = cells.flatMap(({ kind, info, text, attributes: { check } }) => {
        if (kind !== 'code') return [];
        // What is offered behind the question "why?", too.
        const asked = info.replace(/(name=why-\S+) excludeFromRunAll=true/, '$1');
        const cell = `\`\`\`${asked}\n${text}\n\`\`\`\n`;
        return check === undefined ? [cell] : [cell, `\`\`\`sh\n${SOLUTIONS[name]?.[check]}\n\`\`\`\n`, cell];
      });
      const file = join(folder, `${name}.netlab`);
      writeFileSync(file, solved.join('\n'));
      const lab = await runLab(file);
      const checks = lab.cells.filter(({ check }) => check !== undefined);
      expect(checks.map(({ check, done }) => [check, done])).toEqual(
        tasks.flatMap((task) => [
          [task, false],
          [task, true],
        ]),
      );
      expect(lab.cells.filter(({ ok }) => !ok)).toEqual([]);
      const explained = lab.cells.filter(({ source }) => source.startsWith('%explain'));
      expect(explained.map(({ source, exitCode, stdout }) => [source.trim(), exitCode, reasonsIn(stdout)])).toEqual(
        EXPLAINED[name] ?? [],
      );
    },
    180_000,
  );

  test.each(Object.keys(SOLUTIONS))('%s: each has three hints', (name) => {
    const { cells } = parseNotebook(readFileSync(`labs/${name}.netlab`), { dialect: 'netlab' });
    const checks = cells.filter(({ attributes }) => attributes.check !== undefined);
    expect(checks.map(({ attributes }) => hintsOf(attributes).length)).toEqual(checks.map(() => 3));
  });
});

describe('a lab with one wrong expectation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netlab-lab-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('exits 1 and names the cell', async () => {
    const file = join(folder, 'edited.netlab');
    const text = readFileSync('labs/container-networking.netlab', 'utf8');
    writeFileSync(file, text.replace('{name=ping-no-route expect=fail', '{name=ping-no-route expect=ok'));
    const lab = await runLab(file);
    expect(lab.status).toBe(1);
    expect(lab.cells.at(-1)).toMatchObject({ ok: false, exitCode: 2, name: 'ping-no-route' });
  });
});
