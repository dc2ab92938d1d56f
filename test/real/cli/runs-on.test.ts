// What runs until it is stopped, as the terminal program runs it.

import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { notebook as makeNotebook, run, runJsonl } from './program.ts';

function notebook(cells: Parameters<typeof makeNotebook>[0]) {
  const made = makeNotebook(cells);
  onTestFinished(made.remove);
  return made;
}

const CURL = 'curl -sS -o /dev/null -w "%{http_code}\\n" localhost:8080';
const BACKGROUND = '{background=true}';

/** Makes a program of that name. */
const program = (name: string, text: string) =>
  `mkdir -p bin; cat >bin/${name} <<'EOF'\n${text}\nEOF\nchmod +x bin/${name}; PATH=$PWD/bin:$PATH`;

/** One that says after a while that it has begun, and that it was stopped. */
const capture = (name: string, says: string) =>
  program(
    name,
    `#!/bin/sh
sleep 0.7
trap 'echo captured; exit' INT
touch began
echo "${says}" >&2
while :; do sleep 0.1; done`,
  );

const UDP_SERVER = `#!/usr/bin/env python3
import socket, time
time.sleep(1)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 53))
s.recv(9)`;

test('background-race: a cell after a server in the background finds it listening', async () => {
  const slow = `python3 -c 'import time; time.sleep(1)'; python3 -m http.server 8080`;
  const { file } = notebook([{ code: slow, info: BACKGROUND }, CURL]);
  const { status, cells } = await runJsonl(file);
  expect([status, cells.find(({ index }) => index === 2)?.stdout]).toEqual([0, '200\n']);
});

test('background-race: a server on UDP in a namespace is waited for, too', async () => {
  const { file } = notebook([
    `${program('dnsmasq', UDP_SERVER)}; ip netns add a; ip -n a link set lo up`,
    { code: 'ip netns exec a dnsmasq -d', info: BACKGROUND },
    'ip netns exec a grep -c :0035 /proc/net/udp',
  ]);
  const { status, cells } = await runJsonl(file);
  expect([status, cells.find(({ index }) => index === 3)?.stdout]).toEqual([0, '1\n']);
});

test('background-race: so is one that the cell starts as a job', async () => {
  const { file } = notebook([{ code: '(sleep 1; exec python3 -m http.server 8080) &', info: BACKGROUND }, CURL]);
  const { status, cells } = await runJsonl(file);
  expect([status, cells.find(({ index }) => index === 2)?.stdout]).toEqual([0, '200\n']);
});

test('server-green: a server in the foreground is started in the background, and it is said why', async () => {
  const { file } = notebook(['x=here', 'name=$x; python3 -m http.server 8080', `${CURL}; echo "$name"`]);
  const { status, cells, summary } = await runJsonl(file);
  expect(status).toBe(0);
  expect(cells.find(({ index }) => index === 3)?.stdout).toBe('200\nhere\n');
  expect(cells.find(({ index }) => index === 2)).toMatchObject({
    ok: true,
    notices: ['python3 -m http.server runs until it is stopped: started in the background'],
  });
  expect(summary).toMatchObject({ passed: 3, failed: 0 });
  expect((await run('run', file)).stdout).toMatch(/\[2\] .*\n.*\npython3 -m http.server runs until it is stopped/);
});

test('a server in the middle of a cell serves the rest of it, and later cells', async () => {
  const { file } = notebook([`false\npython3 -m http.server 8080\n${CURL}\nfalse; echo "$LINENO"`, CURL]);
  const { status, cells } = await runJsonl(file);
  expect(status).toBe(0);
  expect(cells[0]).toMatchObject({
    stdout: expect.stringMatching(/^Serving .*\n200\n4\n$/),
    failedCommands: 2,
    failedLines: [1, 4],
    notices: [expect.stringContaining('and the rest of the cell after it')],
  });
  expect(cells[1]?.stdout).toBe('200\n');
});

test('a server that ends at once has failed, and the run stops there', async () => {
  const { file } = notebook(['python3 -m http.server 8080 --bind 256.0.0.1', 'echo never']);
  const { status, cells, summary } = await runJsonl(file);
  expect(status).toBe(1);
  expect(cells).toMatchObject([{ index: 1, ok: false, exitCode: 1 }]);
  expect(summary).toMatchObject({ passed: 0, failed: 1, skipped: 1 });
});

test('a server that does not listen is waited for only so long', async () => {
  const { file } = notebook([program('nc', '#!/bin/sh\nexec sleep 300'), 'nc -l 8080', 'echo next']);
  const began = performance.now();
  const { status, cells } = await runJsonl(file);
  expect(performance.now() - began).toBeGreaterThan(9000);
  expect(status).toBe(0);
  expect(cells.find(({ index }) => index === 3)?.stdout).toBe('next\n');
  expect(cells.find(({ index }) => index === 2)).toMatchObject({
    notices: ['nc runs until it is stopped: started in the background', 'Nothing is listening after 10 s; continuing.'],
  });
});

test('a capture has begun when the next cell runs, and ends with the notebook', async () => {
  const { file } = notebook([capture('tcpdump', 'listening on lo, link-type'), 'tcpdump -i lo', 'ls began']);
  const { status, cells } = await runJsonl(file);
  expect([status, cells.find(({ index }) => index === 3)?.stdout]).toEqual([0, 'began\n']);
  expect(cells.find(({ index }) => index === 2)).toMatchObject({ ok: true, stdout: 'captured\n' });
});

test('a capture in the middle of a cell runs for as long as the rest does', async () => {
  const { file } = notebook([
    `${capture('tshark', "Capturing on 'lo'")}\ntshark -i lo\nls began\nsleep 0.5; (exit 3)`,
    'pgrep tshark || echo gone',
  ]);
  const { cells } = await runJsonl(file, '--keep-going');
  expect(cells[0]).toMatchObject({ exitCode: 3, stdout: 'began\ncaptured\n' });
  expect(cells[1]?.stdout).toBe('gone\n');
});

test('an endless ping gets a limit, the rest of its cell runs, and so does the next one', async () => {
  const { file } = notebook([
    'x=1\nping -i 0.5 127.0.0.1\nx=2; false\necho "$x"',
    'ping -i 0.5 127.0.0.1',
    { code: 'ping -i 0.5 127.0.0.1', info: '{timeout=1s}' },
    'echo "$x"',
  ]);
  const { status, cells } = await runJsonl(file, '--keep-going');
  expect(status).toBe(1);
  expect(cells[0]).toMatchObject({
    ok: true,
    stdout: expect.stringMatching(/statistics[\s\S]*\n2\n$/),
    failedLines: [3],
    notices: ['ping runs until it is stopped: given 5 s'],
  });
  expect(cells[1]).toMatchObject({ ok: true, timedOut: true, remark: 'ran until its time limit of 5 s, as it should' });
  // Its author has said how long.
  expect(cells[2]).toMatchObject({ ok: false, timedOut: true });
  expect(cells[3]?.stdout).toBe('2\n');
});

test('one that cannot ping has failed', async () => {
  const { file } = notebook(['ping nobody.invalid', 'echo never']);
  const { status, cells } = await runJsonl(file);
  expect([status, cells.length, cells[0]?.ok]).toEqual([1, 1, false]);
});

test('--cell-timeout is a limit for these, too; background=false leaves a cell as it is', async () => {
  const { file } = notebook(['ping 127.0.0.1', { code: 'python3 -m http.server', info: '{background=false}' }]);
  const { cells } = await runJsonl(file, '--cell-timeout', '1s');
  expect(cells).toMatchObject([
    { ok: true, timedOut: true, notices: ['ping runs until it is stopped: given 1 s'] },
    { ok: false, timedOut: true },
  ]);
});

test('the shell that a part ends runs no part after it', async () => {
  const cells = ['exit 3\nping 127.0.0.1\ntouch run', 'set -e; false\nping 127.0.0.1\ntouch run; :'];
  const { file, directory } = notebook(cells);
  const ran = await runJsonl(file, '--keep-going');
  expect(ran.cells.map(({ exitCode, ok }) => [exitCode, ok])).toEqual([
    [3, false],
    [1, false],
  ]);
  expect(existsSync(`${directory}/run`)).toBe(false);
});

test('job-race: what comes after a server and & in the same cell, and in the next one, finds it listening', async () => {
  const { file } = notebook([
    program('slow', '#!/bin/sh\nsleep 1; exec python3 -m http.server "$1"'),
    `sudo ./bin/slow 9 & true\n(sleep 1; exec python3 -m http.server 8080) &\nserver=$!\n${CURL}; kill -0 $server && echo "line $LINENO"`,
    '(sleep 1; exec python3 -m http.server 8081) >log 2>&1 &',
    CURL.replace('8080', '8081'),
  ]);
  const { status, cells } = await runJsonl(file);
  expect([status, cells.map(({ stdout }) => stdout)]).toEqual([
    0,
    ['', expect.stringMatching(/200\nline 4\n$/), '', '200\n'],
  ]);
});

test('job-race: one that has ended is waited for no longer', async () => {
  const { file } = notebook(['python3 -m http.server 8080 --bind 256.0.0.1 &\necho next']);
  const began = performance.now();
  const { cells } = await runJsonl(file);
  expect(performance.now() - began).toBeLessThan(8000);
  expect(cells[0]).toMatchObject({ ok: true, stdout: 'next\n' });
});

test('job-race: a capture captures when the next command runs', async () => {
  const { file } = notebook([
    `${capture('tcpdump', 'listening on lo, link-type')}\ntcpdump -i lo &\nls began\nkill -INT $!`,
  ]);
  expect((await runJsonl(file)).cells[0]?.stdout).toBe('began\n');
});

const PAIR = [
  'ip netns add red; ip link add va type veth peer name vb netns red; ip addr add 10.9.0.1/24 dev va; ip link set va up',
  'ip -n red link set vb up; ip -n red addr add 10.9.0.3/24 dev vb; ip -n red link set lo up',
].join('\n');

test('ping-green: an endless ping without a reply has failed, one with replies has not', async () => {
  const { file } = notebook([PAIR, 'ping -i 0.3 10.9.0.3', 'ping 10.9.0.2\necho after', 'ping 10.9.0.2']);
  const { status, cells } = await runJsonl(file, '--keep-going');
  expect(status).toBe(1);
  expect(cells.map(({ ok }) => ok)).toEqual([true, true, true, false]);
  expect(cells[2]).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('100% packet loss') });
  expect(cells[3]).toMatchObject({ exitCode: 1, notices: expect.arrayContaining(['ping: no reply came.']) });
});
