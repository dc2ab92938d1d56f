// Tutorials of others, run as they are: their authors' stories.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { needs } from '../../needs.ts';
import { run, runJsonl } from './program.ts';

const SHARED = new URL('../../../../shared/', import.meta.url).pathname;

function file(text: string, name = 'tutorial.md'): string {
  const folder = mkdtempSync(join(tmpdir(), 'netlab-tutorial-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const fence = (text: string, info = '') => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;

needs(existsSync(`${SHARED}corpus/md`), 'tutorials in ../shared').describe('without an option', () => {
  const story = async (name: string) => {
    const { cells, summary } = await runJsonl(`${SHARED}corpus/md/${name}`);
    return { cells, skipped: summary?.skipped, failed: cells.filter(({ ok }) => !ok).map(({ source }) => source) };
  };

  test.each(['02-ratul-two-custom-ns.md', '03-ratul-bridge-among-ns.md'])('%s', async (name) => {
    const { cells, failed, skipped } = await story(name);
    expect([failed, skipped]).toEqual([[], 0]);
    const pings = cells.filter(({ source }) => source.includes('ping'));
    expect(pings.every(({ stdout }) => /\b0% packet loss/.test(stdout))).toBe(true);
  });

  test('01: the internet answers, and cleaning up comes last', async () => {
    const { cells, failed } = await story('01-ratul-egress-traffic.md');
    expect(failed).toEqual([]);
    expect(cells.find(({ source }) => source.includes('curl -I https://example.com'))?.stdout).toContain('200 OK');
    expect(cells.find(({ source }) => source.includes('ping -c 3 8.8.8.8'))?.stdout).toContain(' 0% packet loss');
    expect(cells.at(-1)?.source).toContain('sudo ip netns del ns1');
  });

  test('18: what brctl is missing for does not end the story', async () => {
    const { cells, failed, skipped } = await story('18-seoan-linux-bridge.md');
    expect(skipped).toBe(0);
    expect(failed.every((source) => source.includes('brctl'))).toBe(true);
    expect(cells[1]?.stdout).toContain(' 0% packet loss');
  });

  test('31: from the lists of its text, on the card of its author; the scripts for other machines are asked about', async () => {
    const { cells, failed, skipped } = await story('31-sfeeser-vxlan.md');
    expect([failed, skipped]).toEqual([[], 2]);
    const [last] = cells.slice(-1);
    for (const link of ['ens3', 'br-vxlan10', 'vxlan20', 'net2peach']) expect(last?.stdout).toContain(link);
  });
});

test('output-is-run: no file of the reader is created, changed or emptied', async () => {
  const tutorial = file(
    [
      fence('notes -> precious.txt'),
      fence('red --> br0 --> precious.txt', 'bash'),
      fence('client > precious.txt', 'bash'),
      fence('$ ip netns list\nnotes > precious.txt', 'console'),
      fence('ip link show lo\n1: lo: <LOOPBACK> > precious.txt', 'bash'),
      fence('> time to read > precious.txt'),
      fence('R1# show > precious.txt'),
      fence('true', 'sh'),
    ].join(''),
  );
  const precious = join(tutorial, '..', 'precious.txt');
  writeFileSync(precious, 'mine');
  await run('run', tutorial, '--keep-going');
  expect(readFileSync(precious, 'utf8')).toBe('mine');
  expect(existsSync(join(tutorial, '..', 'br0'))).toBe(false);
});

test('a placeholder has the value that is set; without one its cell is not run', async () => {
  const tutorial = file(fence('ip link add <bridge> type bridge\nip -br link show <bridge>', 'bash'));
  expect((await runJsonl(tutorial, '--set', 'bridge=br7')).cells[0]).toMatchObject({ ok: true });
  const { status, stdout } = await run('run', tutorial);
  expect([status, stdout]).toEqual([1, expect.stringContaining('--set "bridge=…"')]);
});

test('unused-value: a value that no placeholder takes is said', async () => {
  const tutorial = file(fence('ip link add <bridge name> type bridge', 'sh'));
  const { status, stderr } = await run('run', tutorial, '--set', 'bridge-name=br7', '--set', 'birdge=br7');
  expect([status, stderr]).toEqual([
    0,
    'warning: --set birdge: no placeholder is called that. There are: bridge-name\n',
  ]);
});

test('what the text announces does not stop the run, and a missing program is not announced', async () => {
  const { cells } = await runJsonl(
    file(
      `It fails:\n\n${fence('ip link show nobody', 'sh')}It fails, too:\n\n${fence('/usr/bin/netlab-no-such-program -x', 'sh')}${fence('ip link', 'sh')}`,
    ),
  );
  expect(cells.map(({ ok }) => ok)).toEqual([true, false, true]);
});

test('convert writes a lab that runs, and replaces nothing without being told to', async () => {
  const tutorial = file(
    fence('# ip netns add blue\n# ip netns exec blue bash\n# ip link set lo up\n# exit', 'console') +
      `It fails:\n\n${fence('ls /nowhere', 'sh')}`,
  );
  const lab = join(tutorial, '..', 'lab.netlab');
  expect((await run('convert', tutorial, lab, '--run')).status).toBe(0);
  expect(readFileSync(lab, 'utf8')).toMatch(/\{netns=blue\}[\s\S]*\{expect=fail\}/);
  expect((await runJsonl(lab)).cells.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(await run('convert', tutorial, lab)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('--overwrite'),
  });
  expect((await run('convert', tutorial, lab, '--overwrite')).status).toBe(0);
  expect((await run('convert', tutorial, join(tutorial, '..', 'no', 'lab.netlab'))).status).toBe(2);
});

test('the terminal says in which shell a cell begins', async () => {
  const { stdout } = await run(
    'run',
    file(
      fence('ip netns add red\nip netns exec red bash', 'sh') +
        fence('ip -br link; exit', 'sh') +
        fence('ip -br link', 'sh'),
    ),
  );
  expect(stdout.match(/Runs in the shell of ip netns exec red bash/g)).toHaveLength(1);
});

test('second-terminal: a cell for another terminal runs outside of the inner shell, which is there for the next one', async () => {
  const { cells } = await runJsonl(
    file(
      `Enter it:\n\n${fence('ip netns add blue\nip netns exec blue bash\nx=inside', 'sh')}` +
        `In a second terminal on the host, run:\n\n${fence('ip link add veth0 type veth peer name veth1 netns blue\necho "x=$x"', 'sh')}` +
        `Back in the first terminal:\n\n${fence('ip -br link show veth1\necho "x=$x"', 'sh')}`,
    ),
  );
  expect(cells.map(({ ok, stdout }) => [ok, stdout])).toEqual([
    [true, ''],
    [true, 'x=\n'],
    [true, expect.stringMatching(/^veth1@[\s\S]*\nx=inside\n$/)],
  ]);
  expect(cells.map(({ notices = [] }) => notices)).toEqual([
    [],
    ['Runs outside the shell of ip netns exec blue bash: the text says that it is typed in another terminal.'],
    ['Runs in the shell of ip netns exec blue bash, which a cell above has started; exit leaves it.'],
  ]);
});

test('early-failure: what no later cell needs does not end the run, and the status tells it', async () => {
  const text =
    `The syntax:\n\n${fence('ip link add <name> type <type>', 'sh')}Remove what is left:\n\n${fence('ip link del br0', 'sh')}` +
    `Make it:\n\n${fence('ip link add br0 type bridge', 'sh')}Look:\n\n${fence('ip -br link show br0', 'sh')}`;
  const { status, cells } = await runJsonl(file(text));
  expect([status, ...cells.map(({ ok }) => ok)]).toEqual([1, false, false, true, true]);
  const needed = `${fence('ip link add br0 type nonsense', 'sh')}Then:\n\n${fence('ip link set br0 up', 'sh')}`;
  expect((await runJsonl(file(needed))).summary).toMatchObject({ failed: 1, skipped: 1 });
});

test('announced: not where something is not there of which the text does not speak', async () => {
  const { cells } = await runJsonl(
    file(
      `The ping fails:\n\n${fence('ip netns exec nobody ping -c1 127.0.0.1', 'sh')}` +
        `It fails, because the namespace does not exist:\n\n${fence('ip netns exec nobody true; ip netns exec nobody ip link', 'sh')}`,
    ),
  );
  expect(cells.map(({ ok }) => ok)).toEqual([false, true]);
});

test('diff-is-red: the status of a command that prints just what the tutorial shows is meant', async () => {
  const { stdout, status } = await run(
    'run',
    file(
      fence('$ echo a >a; echo b >b\n$ diff a b\n1c1\n< a\n---\n> b', 'console') +
        fence('$ diff a c\n1c1\n< a', 'console'),
    ),
  );
  expect(stdout).toContain('As the tutorial shows it.\n✓ exit 1, with the output that the tutorial shows; ');
  // With another one it is not.
  expect([status, stdout]).toEqual([1, expect.stringContaining('1 passed, 1 failed')]);
});

test('lab-of-this-machine: a program that is missing here does not make a cell one that must fail', async () => {
  const tutorial = file(`${fence('pipework --netlab-no-such', 'sh')}Then:\n\n${fence('ip link show nobody', 'sh')}`);
  const lab = join(tutorial, '..', 'lab.netlab');
  await run('convert', tutorial, lab, '--run');
  expect(readFileSync(lab, 'utf8').match(/^```sh.*$/gm)).toEqual(['```sh', '```sh {expect=fail}']);
});

test('ping-green: without a reply it has failed in inner shells as well, but where the text says so', async () => {
  const tutorial = file(
    [
      fence(
        'ip netns add red; ip -n red link add va type veth peer name vb; ip -n red link set va up; ip -n red link set vb up',
      ),
      fence('ip -n red addr add 10.9.0.1/24 dev va'),
      fence('sudo ip netns exec red bash\nping 10.9.0.7'),
      'There the ping fails:\n\n',
      fence('ping 10.9.0.8'),
    ].join(''),
  );
  const { cells } = await runJsonl(tutorial);
  expect(cells.map(({ ok }) => ok)).toEqual([true, true, false, true]);
  expect(cells.at(-1)?.notices).toContain('ping: no reply came.');
});

test('editor-hangs: what would wait for typing is left out, and said', async () => {
  const tutorial = file(
    fence('ip link show lo\nnano notes', 'bash') +
      'Log in:\n\n' +
      fence('ssh 10.99.0.1', 'bash') +
      'Then:\n\n' +
      fence('ip link show lo', 'bash'),
  );
  const { status, stdout } = await run('run', tutorial);
  expect([status, stdout]).toEqual([0, expect.stringContaining('nano needs a terminal')]);
  expect(stdout).toContain('1 passed, 0 failed, 2 skipped');
});

test('container-shell-on-the-host: what is for the shell of a container is not run, and that is said', async () => {
  const text =
    '# C\n\n```console\n$ docker exec -it web sh\n/ # echo typed > notes\n/ # exit\n$ echo back\nback\n```\n';
  const { stdout } = await run('run', '--keep-going', file(text));
  expect(stdout).toContain('for the shell that "docker exec -it web sh" starts');
  expect(stdout).not.toMatch(/^typed$/m);
});
