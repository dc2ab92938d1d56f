import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { askForPrograms } from '../../../src/hosts/packages.ts';
import { notebook, runJsonl } from './program.ts';

const FIELD = fileURLToPath(new URL('../../../../shared/field/missing-program.md', import.meta.url));

/** Of some programs, those that are not on this machine. */
function missingHere(...programs: string[]): string[] {
  const [sh = '', ...args] = askForPrograms(programs);
  return execFileSync(sh, args, { encoding: 'utf8' }).split('\n').filter(Boolean);
}

async function cellsOf(...cells: Parameters<typeof notebook>[0]) {
  const { file, remove } = notebook(cells);
  onTestFinished(remove);
  return (await runJsonl(file, '--keep-going', '--host', 'sandbox')).cells;
}

// Whatever this machine has, it will not have all of them.
const [absent] = missingHere('mausezahn', 'hping3', 'bmon', 'vtysh');
const PACKAGE = { mausezahn: 'netsniff-ng', hping3: 'hping3', bmon: 'bmon', vtysh: 'frr' }[absent ?? ''];

test('missing-program: behind sudo, in a namespace, in the background, with nothing printed', async ({ skip }) => {
  if (absent === undefined || PACKAGE === undefined) return skip('this machine has all programs that are tried');
  const said = [`${absent} is not installed here. Debian has it in ${PACKAGE}: sudo apt install ${PACKAGE}`];
  const cells = await cellsOf(
    `sudo ${absent} -x`,
    `ip netns add n; sudo ip netns exec n ${absent}`,
    `${absent} 2>/dev/null`,
    `timeout 5 ${absent}; env ${absent}; nsenter --net=/run/netns/n ${absent}; unshare ${absent}`,
    { code: absent, info: '{netns=n}' },
    { code: absent, info: '{background=true}' },
    // Output alone says nothing, and what is there is not named.
    `echo 'bash: line 1: ${absent}: command not found'`,
    // The one in the background has ended by then.
    'sleep 2; ip netns exec no-such-netns ip link',
    `${absent}() { echo "$0: ${absent}: not found"; return 127; }; ${absent}`,
  );
  expect(cells.sort((a, b) => a.index - b.index).map(({ notices = [] }) => notices)).toEqual([
    ...Array.from({ length: 6 }, () => said),
    ...[[], [], []],
  ]);
});

test('missing-program.md of the field: each cell says what helps', async ({ skip }) => {
  if (!existsSync(FIELD)) skip('no field inputs here');
  const { cells } = await runJsonl(FIELD, '--keep-going', '--host', 'sandbox');
  const [brctl = [], plain = [], , traceroute = []] = cells.map(({ notices = [] }) => notices);
  if (missingHere('brctl').length > 0) {
    const what = 'brctl is not installed here. Debian has it in bridge-utils: sudo apt install bridge-utils';
    expect(brctl).toEqual([what, '`sudo bridge link` shows the same.']);
    expect(plain).toEqual([what, '`bridge link` shows the same.']);
  }
  if (missingHere('traceroute').length > 0)
    expect(traceroute).toEqual([
      'traceroute is not installed here. Debian has it in traceroute: sudo apt install traceroute',
    ]);
  const [modprobe, apt] = cells.slice(2).filter(({ source }) => !source.includes('netns'));
  if (modprobe?.ok) expect(modprobe.stdout).toContain('In the kernel already: br_netfilter.');
  else expect(modprobe?.stderr).toContain('In a terminal of the machine itself, run: sudo modprobe br_netfilter\n');
  const packages = missingHere('brctl', 'lsmod', 'haproxy').map(
    (program) => ({ brctl: 'bridge-utils', lsmod: 'kmod' })[program] ?? program,
  );
  if (packages.length === 0) expect(apt).toMatchObject({ ok: true });
  else expect(apt?.stderr).toContain(`run: sudo apt install ${packages.join(' ')}\n`);
});
