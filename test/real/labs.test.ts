import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('is green, and its clean-up is left to the user', () => {
    expect(lab.cells.filter(({ ok }) => !ok)).toEqual([]);
    expect(lab.summary).toMatchObject({ failed: 0, skipped: 1 });
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
    expect(lab.summary).toMatchObject({ failed: 0, skipped: 1 });
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
