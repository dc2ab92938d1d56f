import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { Durability, Host } from '../../../src/hosts/host.ts';
import { type ProcessIdentity, parseStat } from '../../../src/hosts/process-identity.ts';
import { complete, openProcesses, startProcess } from '../../../src/hosts/processes.ts';
import { type LaunchReport, LOADER, lookLine, signalLine } from '../../../src/hosts/remote/launcher.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { stopSteps } from '../../../src/kernel/stop.ts';
import { namespace, processesIn, sandbox, sh } from './support.ts';

/** The lowest number in its network namespace is its PID 1. */
async function holderOf(host: Host): Promise<number> {
  const [pid] = processesIn(await namespace(host, 'net'));
  if (pid === undefined) throw new Error('no process in the sandbox');
  return pid;
}

/** A process of ours that nobody else may end: the leader of its group. */
function bystander(...argv: readonly string[]): ChildProcess {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), 'SIGKILL');
  });
  return child;
}

const lives = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function identityOf(pid: number | undefined): ProcessIdentity {
  const identity = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (!identity) throw new Error('it has no identity');
  return identity;
}

/** As when the number has gone to another process. */
const another = <Named extends { readonly began: string }>(one: Named): Named => ({
  ...one,
  began: String(Number(one.began) - 1),
});

test('nobody-elses-process: who has the arguments of an nsenter into a sandbox survives its end', async () => {
  const host = await openSandbox(openProcesses(), { internet: 'none' });
  const pid = String(await holderOf(host));
  const named = bystander('sh', '-c', 'sleep 1000; :', 'nsenter', '--target', pid, pid);
  const same = bystander('bash', '-c', 'exec -a nsenter sh -c "sleep 1000; :" --target "$0" --pid', pid);
  await host.dispose();
  expect([named, same].map(lives)).toEqual([true, true]);
});

test('nobody-elses-process: sandboxes end one by one, whatever their commands have as arguments', async () => {
  const [one, two] = await Promise.all([
    openSandbox(openProcesses(), { internet: 'none' }),
    sandbox({ internet: 'none' }),
  ]);
  const pid = String(await holderOf(one));
  const sleeper = two.spawn(['sh', '-c', 'echo up; sleep 1000; :', 'nsenter', pid]);
  await once(sleeper.stdout, 'data');
  const stopped = one.spawn(['sh', '-c', 'echo up; kill -STOP $$']);
  await once(stopped.stdout, 'data');
  await one.dispose();
  expect((await stopped.exited).signal).toBe('SIGKILL');
  expect(await Promise.race([sleeper.exited, sh(two, 'echo alive')])).toMatchObject({ out: 'alive\n' });
});

test('stopped-goes-on: what is stopped when its sandbox ends does not continue before it is ended', async () => {
  for (let round = 0; round < 20; round++) {
    const host = await openSandbox(openProcesses(), { internet: 'none' });
    const stopped = host.spawn(['sh', '-c', 'echo up; kill -STOP $$; exit 7']);
    await once(stopped.stdout, 'data');
    await host.dispose();
    expect(await stopped.exited).toEqual({ code: null, signal: 'SIGKILL' });
  }
});

test('nobody-elses-process: nothing runs in another sandbox that got the number of the one before', async () => {
  const other = await sandbox({ internet: 'none' });
  const inner = openProcesses();
  const durable: Pick<Durability, 'reattach'> = { reattach: () => inner.spawn(['sleep', '1000']) };
  const own = { holder: 'h', pid: String(await holderOf(other)), token: '0123456789abcdef', lacks: [] };
  const userNamespace = (await namespace(other, 'user')) !== (await namespace(inner, 'user'));
  const saved = { durable: '', sandbox: { ...own, userNamespace } };
  const host = await openSandbox({ ...inner, durable: durable as Durability } satisfies Host, {
    internet: 'none',
    saved,
  }); // only reattach is called
  onTestFinished(() => host.dispose());
  // A user may not even enter it.
  const status = await host.run(['touch', '/run/netlab/was-here']).then(
    ({ exitCode }) => exitCode,
    () => 'refused',
  );
  expect(status).not.toBe(0);
  expect((await sh(other, 'ls /run/netlab')).out).not.toContain('was-here');
});

test('nobody-elses-process: a signal in the sandbox meets no process that got the number of the one it is for', async () => {
  const host = await sandbox({ internet: 'none' });
  const script = `
    set -- /run/netlab/*/signal; cd "\${1%/*}" || exit
    setsid sleep 1000 &
    until [ "$(cut -d ' ' -f 6 /proc/$!/stat)" = $! ]; do sleep 0.05; done # the session is its own
    read -r stat </proc/$!/stat
    set -- $stat
    first=$stat; shift 21; began=$1
    echo "1 \${first% "$began" *} $((began - 1)) 0" >slot-test
    sh "$PWD/signal" test 1 KILL; sleep 0.1; kill -0 $! && echo spared
    echo "1 $first" >slot-test
    sh "$PWD/signal" test 1 KILL; echo "signalled: $?"; wait $!; echo $?`;
  expect((await sh(host, script, 60_000)).out).toBe('spared\nsignalled: 0\n137\n');
});

test('nobody-elses-process: behind a transport only the process that was started is signalled and looked for', async () => {
  const tell = async (line: string) => (await complete(startProcess(LOADER), { input: line })).stdout.toString();
  const sleeper = bystander('sleep', '1000');
  const launch: LaunchReport = { ...identityOf(sleeper.pid), leads: true, failed: null };
  await tell(signalLine(another(launch), 'SIGKILL'));
  expect(await tell(lookLine(another(launch), 'token'))).toBe('token gone\n');
  expect(await tell(lookLine(launch, 'token'))).toBe('token lives\n');
  expect(lives(sleeper)).toBe(true);
  const ended = once(sleeper, 'exit');
  await tell(signalLine(launch, 'SIGKILL'));
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('nobody-elses-process: no step of a stop meets a process that got the number of the shell', async () => {
  const host = openProcesses();
  const shell = bystander('bash', '-c', 'sleep 1000; :');
  for (const { argv } of stopSteps(another(identityOf(shell.pid)), [])) await host.run(argv);
  expect(lives(shell)).toBe(true);
  for (const { argv } of stopSteps(identityOf(shell.pid), [])) await host.run(argv);
  expect(lives(shell)).toBe(false);
});
