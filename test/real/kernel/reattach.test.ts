import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { makeCatalog } from '../../../src/hosts/catalog.ts';
import { openDurable } from '../../../src/hosts/durable/host.ts';
import type { SavedHostState } from '../../../src/hosts/host.ts';
import { openHost } from '../../../src/hosts/open.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { createKernel, type Kernel } from '../../../src/kernel/kernel.ts';
import type { CellRequest, OutputSink, RunResult } from '../../../src/kernel/run-types.ts';
import type { SavedKernel } from '../../../src/kernel/saved.ts';
import { type CellAttributes, DEFAULT_ATTRIBUTES } from '../../../src/notebook/attributes.ts';
import { inWords, type Said } from '../../../src/words.ts';
import { shellsBefore } from '../../shells-before.ts';
import { CuttableLine } from '../hosts/cuttable.ts';
import { processesWithEnvironment } from '../hosts/support.ts';
import { until } from './harness.ts';

/** A cell's output as it comes. */
class Shown implements OutputSink {
  stdout = '';
  stderr = '';
  write(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    this[stream] += chunk.toString();
  }
  readonly notices: string[] = [];
  notice(what: Said): void {
    this.notices.push(inWords(what));
  }
}

interface Lab {
  readonly kernel: Kernel;
  readonly late: string[];
  /** What the editor would have stored last. */
  readonly stored: () => SavedKernel;
}

/** What a user writes into the settings. */
const CATALOG = makeCatalog({ hosts: [{ name: 'lab', command: ['env'], become: 'none', keepAlive: '1m' }] });

const HOSTS = ['machine', 'sandbox', 'command:lab', 'sandbox@command:lab'];

/** A machine behind a line, and a folder. */
class Machine {
  readonly line = new CuttableLine();
  readonly directory = mkdtempSync(join(tmpdir(), 'netlab-reattach-'));
  keepAliveMs = 60_000;

  constructor() {
    onTestFinished(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  /** Another window on it. */
  window(line = this.line): Lab {
    const late: string[] = [];
    let stored: string | undefined;
    const kernel: Kernel = createKernel({
      directory: this.directory,
      defaultHost: 'machine',
      openHost: (id, saved) => this.#open(line, id, saved),
      lateOutput: (request, _stream, chunk) => void late.push(`${request.code}: ${chunk}`),
      savedChanged: () => {
        stored = JSON.stringify(kernel.saved());
      },
    });
    onTestFinished(() => kernel.dispose());
    const parsed = (): SavedKernel => JSON.parse(stored ?? 'null');
    return { kernel, late, stored: parsed };
  }

  async #open({ open }: CuttableLine, id: string, saved?: SavedHostState) {
    const state = saved ? { saved } : {};
    if (id.includes(':')) return openHost(id, { catalog: CATALOG, ...state });
    const durable = await openDurable({ open, keepAliveMs: this.keepAliveMs, ...state });
    return id === 'machine' ? durable : openSandbox(durable, { responder: null, ...state });
  }
}

function cell(code: string, attributes: Partial<CellAttributes> = {}): CellRequest {
  return { code, language: 'sh', attributes: { ...DEFAULT_ATTRIBUTES, ...attributes } };
}

async function run({ kernel }: Lab, code: string, attributes: Partial<CellAttributes> = {}) {
  const shown = new Shown();
  const result = await kernel.run(cell(code, attributes), shown);
  return { ...result, stdout: shown.stdout, stderr: shown.stderr };
}

/** Starts a cell that is not waited for, and waits for its first words. */
async function begin({ kernel }: Lab, request: CellRequest, words: string): Promise<{ ended: Promise<RunResult> }> {
  const shown = new Shown();
  const ended = kernel.run(request, shown);
  await until(words, () => shown.stdout.includes(words));
  return { ended };
}

/** Ends the window as its closing does. */
async function reload(machine: Machine, lab: Lab): Promise<{ lab: Lab; saved: SavedKernel }> {
  const saved: SavedKernel = JSON.parse(JSON.stringify(lab.kernel.saved()));
  await lab.kernel.detach();
  return { lab: machine.window(), saved };
}

test.each(HOSTS)('on %s: variables, functions and directory are there again', async (host) => {
  const machine = new Machine();
  const before = machine.window();
  await run(before, 'x="a b"; f() { echo "f:$x"; }; cd /usr; set -o pipefail', { host });
  const { lab, saved } = await reload(machine, before);
  expect(await lab.kernel.reattach(saved)).toEqual([]);
  const after = await run(lab, 'f; pwd; set -o | grep pipefail; echo err >&2', { host });
  expect([after.stdout, after.stderr]).toEqual(['f:a b\n/usr\npipefail       \ton\n', 'err\n']);
});

test.each(['sandbox', 'sandbox@command:lab'])(
  'on %s: the shells that cells have started are there again',
  async (host) => {
    const machine = new Machine();
    const before = machine.window();
    const text = 'unshare -n bash\nx=1; ip link add mine type bridge';
    await run(before, text, { host });
    const nested = 'unshare --fork --pid --mount-proc bash\ny=2';
    await before.kernel.run({ ...cell(nested, { host }), within: shellsBefore([text]) }, new Shown());
    const { lab, saved } = await reload(machine, before);
    expect(await lab.kernel.reattach(saved)).toEqual([]);
    const shown = new Shown();
    const code = 'sleep 1000 & echo "$$ $y"; ip -br link show mine; exit\nexit\nip -br link show mine';
    await lab.kernel.run({ ...cell(`echo "$y $$"\n${code}`, { host }), within: shellsBefore([text, nested]) }, shown);
    expect([shown.stdout, shown.stderr]).toEqual([
      expect.stringMatching(/^2 1\n1 2\nmine +DOWN .*\n$/),
      'Device "mine" does not exist.\n',
    ]);
  },
);

test('a cell that runs in one of them is followed, and what comes after it is run', async () => {
  const machine = new Machine();
  const before = machine.window();
  const text =
    'echo first\nunshare -n bash\necho begun; until [ -e go ]; do sleep 0.05; done; echo "in $x"\nexit 3\necho "out $?"';
  await run(before, 'export x=1', { host: 'sandbox' });
  await begin(before, cell(text, { host: 'sandbox' }), 'begun');
  const { lab, saved } = await reload(machine, before);
  const [running] = await lab.kernel.reattach(saved);
  if (!running) throw new Error('nothing runs');
  const shown = new Shown();
  const attended = running.attend(shown);
  await lab.kernel.run(cell(`touch ${machine.directory}/go`, { host: 'machine' }), new Shown());
  expect((await attended).end).toEqual({ kind: 'exit', code: 0 });
  expect(shown.stdout).toBe('begun\nin 1\nout 3\n');
});

test.each(HOSTS)('on %s: a running cell is followed to its end, its output told once and whole', async (host) => {
  const machine = new Machine();
  const before = machine.window();
  await run(before, 'n=0', { host });
  const code = 'seq 1 1000; echo err >&2; until [ -e go ]; do sleep 0.05; done; seq 1001 2000; n=5; (exit 3)';
  const { ended } = await begin(before, cell(code, { host, expect: 3 }), '1000\n');
  const { lab, saved } = await reload(machine, before);
  expect((await ended).end.kind).toBe('connection-lost');

  const [running, ...others] = await lab.kernel.reattach(saved);
  if (!running) throw new Error('nothing runs');
  expect(others).toEqual([]);
  expect(running.request.code).toBe(code);
  const shown = new Shown();
  const next = run(lab, 'echo "n=$n"', { host });
  const attended = running.attend(shown);
  await until('all that it has printed', () => shown.stdout.endsWith('\n1000\n'));
  await lab.kernel.run(
    cell(`touch ${machine.directory}/go`, { host: host === 'machine' ? 'sandbox' : 'machine' }),
    new Shown(),
  );
  const { end } = await attended;
  expect(end).toEqual({ kind: 'exit', code: 3 });
  expect(shown.stdout).toBe(Array.from({ length: 2000 }, (_, n) => `${n + 1}\n`).join(''));
  expect(shown.stderr).toBe('err\n');
  expect((await next).stdout).toBe('n=5\n');
});

test('a cell that has ended meanwhile, with nobody there, is told as it ended', async () => {
  const machine = new Machine();
  const before = machine.window();
  await begin(before, cell('echo begun; sleep 0.5; echo end; false'), 'begun');
  const { lab, saved } = await reload(machine, before);
  await sleep(700);
  const [running] = await lab.kernel.reattach(saved);
  const shown = new Shown();
  expect((await running?.attend(shown))?.end).toEqual({ kind: 'exit', code: 1 });
  expect(shown.stdout).toBe('begun\nend\n');
});

test('a window that was killed is come back to, too', async () => {
  const machine = new Machine();
  const before = machine.window();
  await run(before, 'x=1');
  await begin(before, cell('echo begun; until [ -e go ]; do sleep 0.05; done; x=2'), 'begun');
  // All that is left of it is what was stored. (A killed window makes no connection again.)
  machine.line.down = true;
  machine.line.cut();
  const lab = machine.window(new CuttableLine());
  const [running] = await lab.kernel.reattach(before.stored());
  const shown = new Shown();
  const attended = running?.attend(shown);
  await run(lab, `touch ${machine.directory}/go`, { host: 'sandbox' });
  expect((await attended)?.end).toEqual({ kind: 'exit', code: 0 });
  expect(shown.stdout).toBe('begun\n');
  expect((await run(lab, 'echo $x')).stdout).toBe('2\n');
});

test('of a flood of output the end is there again, and how much is not', async () => {
  const machine = new Machine();
  const before = machine.window();
  await begin(before, cell('seq 1 400000; echo flooded; until [ -e go ]; do sleep 0.05; done; echo end'), 'flooded\n');
  const { lab, saved } = await reload(machine, before);
  const [running] = await lab.kernel.reattach(saved);
  const shown = new Shown();
  const attended = running?.attend(shown);
  await run(lab, `touch ${machine.directory}/go`, { host: 'sandbox' });
  expect((await attended)?.end).toEqual({ kind: 'exit', code: 0 });
  const all = `${Array.from({ length: 400_000 }, (_, n) => `${n + 1}\n`).join('')}flooded\nend\n`;
  expect(all.endsWith(shown.stdout)).toBe(true);
  expect(shown.stdout.length).toBeGreaterThan(1_000_000);
  expect(shown.notices).toEqual([
    expect.stringMatching(/^The first 1\.\d MB printed before you reconnected were discarded\.$/),
  ]);
});

test('a running cell that is come back to can be stopped', async () => {
  const machine = new Machine();
  const before = machine.window();
  await run(before, 'kept=yes');
  await begin(before, cell('echo begun; while true; do sleep 1; done'), 'begun');
  const { lab, saved } = await reload(machine, before);
  const [running] = await lab.kernel.reattach(saved);
  const stop = new AbortController();
  const shown = new Shown();
  const attended = running?.attend(shown, stop.signal);
  await until('its output', () => shown.stdout === 'begun\n');
  stop.abort();
  expect((await attended)?.end.kind).toBe('interrupted');
  expect((await run(lab, 'echo $kept')).stdout).toBe('yes\n');
});

test('its timeout= goes on counting', async () => {
  const machine = new Machine();
  const before = machine.window();
  await begin(before, cell('echo begun; sleep 100', { timeoutMs: 2000 }), 'begun');
  const { lab, saved } = await reload(machine, before);
  const [running] = await lab.kernel.reattach(saved);
  expect((await running?.attend(new Shown()))?.end.kind).toBe('timeout');
});

test('a cell in the background, and what a job prints late, are come back to', async () => {
  const machine = new Machine();
  const before = machine.window();
  const code = '(echo begun; until [ -e go ]; do sleep 0.05; done; echo job) & sleep 0.1';
  await run(before, code);
  await run(before, 'echo on another lane');
  const background = cell('trap "echo got INT; exit 4" INT; echo up; while :; do sleep 0.05; done', {
    background: true,
  });
  const started = await before.kernel.run(background, new Shown());
  expect(started.end.kind).toBe('started');
  const { lab, saved } = await reload(machine, before);
  const [running, ...others] = await lab.kernel.reattach(saved);
  expect([running?.request, others]).toEqual([background, []]);
  const shown = new Shown();
  const attended = await running?.attend(shown);
  await until('its output', () => shown.stdout === 'up\n');
  await run(lab, 'touch go');
  await until('the job', () => lab.late.length > 0);
  expect(lab.late).toEqual([`${code}: job\n`]);
  if (attended?.end.kind !== 'started') throw new Error('not started');
  await attended.end.background.stop();
  expect(await attended.end.background.ended).toEqual({ code: 4, stopped: true });
  expect(shown.stdout).toBe('up\ngot INT\n');
  expect(lab.kernel.saved()?.hosts[0]?.sessions[0]?.background).toEqual([]);
});

test('of a cell in parts the rest is run, and ends as it should', async () => {
  const machine = new Machine();
  const before = machine.window();
  const code = 'echo one\nping -i 0.2 127.0.0.1\nx=2; false; echo "$LINENO"';
  const request: CellRequest = { ...cell(code), unattended: true };
  await begin(before, request, 'bytes from');
  const { lab, saved } = await reload(machine, before);
  const [running] = await lab.kernel.reattach(saved);
  const shown = new Shown();
  const result = await running?.attend(shown);
  expect(result?.end).toEqual({ kind: 'exit', code: 0, failed: { count: 1, lines: [3] } });
  expect(shown.stdout).toMatch(/^PING [\s\S]*statistics[\s\S]*\n3\n$/);
  expect(shown.notices).toEqual(['What earlier commands of this cell printed is no longer shown.']);
  expect((await run(lab, 'echo $x')).stdout).toBe('2\n');
});

test('a server in the middle of a cell goes on, and is no cell of its own', async () => {
  const machine = new Machine();
  const before = machine.window();
  const wait = 'echo begun; until [ -e go ]; do sleep 0.05; done';
  const code = `python3 -m http.server 8080\n${wait}; curl -sS -o /dev/null localhost:8080 && echo served`;
  const request: CellRequest = { ...cell(code, { host: 'sandbox' }), unattended: true };
  await begin(before, request, 'begun');
  const { lab, saved } = await reload(machine, before);
  const [running, ...others] = await lab.kernel.reattach(saved);
  expect(others).toEqual([]);
  const shown = new Shown();
  const attended = running?.attend(shown);
  await run(lab, `touch ${machine.directory}/go`);
  expect((await attended)?.end).toEqual({ kind: 'exit', code: 0 });
  expect(shown.stdout).toBe('begun\nserved\n');
});

test('a cell that never reached the shell is not taken for one that runs', async () => {
  const machine = new Machine();
  const before = machine.window();
  await run(before, 'x=1');
  machine.line.down = true;
  machine.line.cut();
  const never = before.kernel.run(cell('echo never'), new Shown());
  await until('it is stored', () => before.stored().hosts[0]?.sessions[0]?.running !== undefined);
  const saved = before.stored();
  await before.kernel.detach();
  expect((await never).end.kind).toBe('connection-lost');
  machine.line.down = false;
  const lab = machine.window();
  const [running] = await lab.kernel.reattach(saved);
  const shown = new Shown();
  expect((await running?.attend(shown))?.end.kind).toBe('refused');
  expect(shown.stdout).toBe('');
  expect((await run(lab, 'echo $x')).stdout, 'the shell is the same').toBe('1\n');
});

test('nothing is there any more: the cell ends as connection lost, and the next gets a fresh shell', async () => {
  const machine = new Machine();
  const before = machine.window();
  await begin(before, cell('echo begun; sleep 100'), 'begun');
  const saved = before.stored();
  await before.kernel.dispose();
  const lab = machine.window();
  const [running] = await lab.kernel.reattach(saved);
  expect((await running?.attend(new Shown()))?.end.kind).toBe('connection-lost');
  expect((await run(lab, 'echo fresh')).stdout).toBe('fresh\n');
});

test('a reconnect while a cell runs is not seen by it, nor by the next', async () => {
  const machine = new Machine();
  const lab = machine.window();
  await run(lab, 'i=0');
  const shown = new Shown();
  const ended = lab.kernel.run(cell('for i in $(seq 1 300); do echo $i; sleep 0.005; done'), shown);
  for (let cut = 1; cut <= 8; cut++) {
    await until('a connection', () => machine.line.opened >= cut);
    await sleep(100);
    machine.line.cut();
  }
  expect((await ended).end).toEqual({ kind: 'exit', code: 0 });
  expect(shown.stdout).toBe(Array.from({ length: 300 }, (_, n) => `${n + 1}\n`).join(''));
  expect((await run(lab, 'echo $i')).stdout).toBe('300\n');
});

test('after the stated time the cell ends as connection lost, and nothing of it remains', async () => {
  const machine = new Machine();
  machine.keepAliveMs = 1000;
  const lab = machine.window();
  const shown = new Shown();
  const ended = lab.kernel.run(cell('echo "$NETLAB_KEPT"; sleep 100 & sleep 101'), shown);
  await until('its marker', () => shown.stdout.includes('\n'));
  machine.line.down = true;
  machine.line.cut();
  expect((await ended).end.kind).toBe('connection-lost');
  await until('all has ended', () => processesWithEnvironment(`NETLAB_KEPT=${shown.stdout.trim()}`).length === 0);
  machine.line.down = false;
  expect((await run(lab, 'echo again')).stdout).toBe('again\n');
});

test.each(HOSTS)('on %s: closing the notebook ends what would have gone on', async (host) => {
  const machine = new Machine();
  const lab = machine.window();
  const shown = new Shown();
  void lab.kernel.run(cell('echo "$NETLAB_KEPT"; setsid sleep 100 & sleep 101', { host }), shown);
  await until('its marker', () => shown.stdout.includes('\n'));
  await lab.kernel.dispose();
  expect(processesWithEnvironment(`NETLAB_KEPT=${shown.stdout.trim()}`)).toEqual([]);
  expect(lab.kernel.saved()).toBeUndefined();
});
