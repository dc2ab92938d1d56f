// Programs of the operating system: asked for by name, installed from Debian's packages where that is possible.
import { findProgram, must, run, step, UserError } from './project.mjs';

/** What the labs use, and the tree beside them: program → Debian package. */
export const LAB_PROGRAMS = {
  ip: 'iproute2',
  iptables: 'iptables',
  nft: 'nftables',
  ping: 'iputils-ping',
  ifconfig: 'net-tools',
  unshare: 'util-linux',
  bash: 'bash',
  python3: 'python3',
};

/** What reads the sources that are not TypeScript. */
export const LINT_PROGRAMS = { perl: 'perl-base', shellcheck: 'shellcheck' };

/** What the tests of real machines use besides. */
export const MACHINE_PROGRAMS = { sudo: 'sudo', pgrep: 'procps', sshd: 'openssh-server', ssh: 'openssh-client' };

/** Other people's shells: tests of those that are unavailable are skipped. */
export const SHELLS = { busybox: 'busybox', fish: 'fish', tcsh: 'tcsh', zsh: 'zsh' };

/** What the tests in an editor use besides. */
export const TEST_PROGRAMS = { ...MACHINE_PROGRAMS, chromium: 'chromium' };

/**
 * Installs the packages of the programs that are missing: as root, or through sudo when it asks no password.
 * @param {Readonly<Record<string, string>>} programs program → Debian package
 * @throws {UserError} naming the command to run, when it cannot.
 */
export async function ensurePrograms(programs) {
  const missing = Object.keys(programs).filter((program) => !findProgram(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => programs[program] ?? program))];
  if (!findProgram('apt-get'))
    throw new UserError(`Missing: ${missing.join(', ')}. Install them with this system's package manager.`);
  const command = `sudo apt-get install -y ${packages.join(' ')}`;
  const prefix = await administrator();
  if (!prefix) throw new UserError(`Missing: ${missing.join(', ')}. Run: ${command}`);
  await step(`Installing Debian packages: ${packages.join(' ')}`, async () => {
    const apt = (/** @type {string[]} */ ...args) => [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-q',
      ...args,
    ];
    await must(apt('update'));
    await must(apt('install', '-y', '--no-install-recommends', ...packages));
  });
}

/** The argv prefix that makes a command run as root, or undefined. */
async function administrator() {
  if (process.getuid?.() === 0) return [];
  if (findProgram('sudo') && (await run(['sudo', '-n', 'true'], { quiet: true })).code === 0) return ['sudo', '-n'];
  return undefined;
}
