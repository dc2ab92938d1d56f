import { type Said, sayFrom } from '../words.ts';

/** Of hosts as such. */
const OWN_WORDS = {
  sandbox: 'Sandbox (no root)',
  'sandbox-on': 'Sandbox on {0}',
  local: 'This machine',
  'local-without-root': 'This machine, without root',
  unexpected: 'Unexpected error: {0}',
  // A sentence of ours, and what a program has said.
  'with-output': '{0} {1}',
  'of-host': '{0}: {1}',
  closed: 'The host has been closed.',
  'restart-host': 'Restart the notebook’s host.',
  'run-again': 'Run the cell again: it reconnects.',
  cancelled: 'Cancelled.',
  'not-connected': 'Not connected to {0}: cancelled.',
  'nobody-to-ask': 'Nobody can be asked here: {0}',
  'no-host': 'There is no host {0}.',
  'choose-host': 'Use one of {0}; or add it to {1} or to {2}.',
  'hosts-setting': 'the setting netlab.hosts',
  'more-hosts': '{0} more',
} as const;

/** Of processes, and what carries them. */
const PROCESS_WORDS = {
  'cannot-run': 'Cannot run {0}: {1}',
  'empty-command': 'an empty command',
  'ended-with-status': 'status {0}',
  'ended-unknown': 'an unknown status',
  'raise-open-files': 'Close what has so many files open, or raise the limit: ulimit -n',
  'raise-processes': 'End what uses so many processes, or raise the limit: ulimit -u',
  'not-started': 'No process could be started on that machine ({0}).',
  'carrier-ended': 'The program that carried the process has ended ({0}).',
  'command-not-run': 'Cannot reach {0}: {1} cannot be run here. {2}',
  'fix-command': 'Install {0}, or fix the command of {1} in the setting netlab.hosts.',
} as const;

/** Of machines, and of being root there. */
const MACHINE_WORDS = {
  'sh-silent': 'Nothing can be run on {0}: its sh did not respond within {1} s.',
  'sh-ended': 'Nothing can be run on {0}: its sh ended with {1}.',
  'sh-lost': 'Nothing can be run on {0}: {1}',
  'ended-on-host': 'Processes on {0} were ended: by a command, or because the connection was silent for too long.',
  'run-to-reopen': 'Run the cell again: it opens the host again.',
  'user-unknown': '{0} did not report which user is logged in.',
  'needs-root': 'Changing the network of {0} needs root, but {1}.',
  'no-sudo': '{0} is not root, and there is no sudo',
  'no-password': 'no password was given for sudo',
  'wrong-passwords': 'sudo refused the password {0} times',
  'sudo-needs-terminal': 'sudo requires a terminal (requiretty)',
  'sudo-says': 'sudo says: {0}',
  'sudo-says-nothing': 'sudo refuses without saying why',
  'sudo-silent': 'sudo did not take the password within {0} s',
  'avoid-root':
    'Choose a sandbox on that machine, which needs no root; or let this user use sudo; or set "become": "none".',
  'remove-requiretty': 'Remove “Defaults requiretty” from its sudoers(5).',
  'root-on': 'Root on {0}',
  'sudo-password': 'Password of {0} for sudo on {1}',
} as const;

/** Of processes that continue without a connection. */
const DURABLE_WORDS = {
  reconnected: '{0}: reconnected.',
  disconnected: '{0}: {1} Its processes continue for {2}; reconnecting.',
  minutes: '{0} min',
  seconds: '{0} s',
  'not-connected-now': 'The connection is lost.',
  'connection-closed': 'The connection has been closed.',
  'connection-ended': 'The connection to {0} has ended.',
  'connection-silent': 'The connection has gone silent.',
  'taken-over': 'Another window has reconnected to it.',
  'ended-meanwhile': 'It has ended on its host.',
  'kept-ended': 'The processes kept running on {0} have ended.',
  'keeper-broken': 'The keeper of processes on {0} gave an unexpected answer. {1}',
  'keeper-failed': 'No processes can be kept running on {0}: {1}',
  'ends-with-window': 'Perl is not installed, so the sandbox ends when the window is reloaded.',
  'needs-perl': 'keepAlive needs Perl on {0}.',
  'install-perl': 'Install it there (Debian: perl-base), or remove keepAlive from the host’s settings.',
} as const;

const SANDBOX_WORDS = {
  'sandbox-ended': 'The sandbox has ended.',
  'restart-sandbox': 'Restart it to get a new one.',
  'sandbox-failed': 'The sandbox could not be created: {0}',
  'sandbox-slow': 'it was not ready after {0} s.',
  'sandbox-exited': 'it ended with {0}',
  'see-doctor': 'netlab-notebook doctor shows what is missing.',
  'sandbox-needs': 'The sandbox needs the program {0}.',
  'install-package': 'Install the package {0}.',
  'sandbox-forbidden': 'This machine does not let users create a sandbox: {0}.',
  'setting-is': '{0} is {1}',
  'apparmor-restricts': 'AppArmor restricts user namespaces ({0} is 1)',
  'container-forbids': 'the container forbids user namespaces ({0})',
  'start-container':
    'Start the container with --security-opt seccomp=unconfined --cap-add SYS_ADMIN, or with --privileged.',
  'bad-uplink': '{0} cannot be the name of the uplink.',
  'name-uplink':
    'Use 1 to 15 letters, digits, dots, dashes or underscores, beginning with a letter or digit: uplink: eth0',
  'bad-uplink-address': '{0} cannot be the address of the uplink.',
  'address-uplink':
    'Use an IPv4 address with a prefix length from 8 to 30, and a gateway in the same network: uplink-address: 192.168.1.50/24',
  'no-pasta': 'The real internet in a sandbox needs the program pasta.',
  'install-pasta': 'Install the package passt, or choose the simulated internet (internet: simulated).',
  'pasta-failed': 'pasta could not connect the sandbox: {0}',
  'pasta-slow': 'there was no route after {0} s.',
  'choose-internet': 'Choose internet: simulated, or none.',
  'sys-of-machine': '/sys is the machine’s: /sys/class/net does not show the sandbox’s interfaces.',
  'ping-only': 'The simulated internet answers ping only.',
  'dns-at-one-address': 'Without nft and iptables the simulated internet answers DNS only at {0}.',
} as const;

/** Why a host is unavailable, what it asks, and what there is to know of it. */
export const HOST_WORDS = {
  ...OWN_WORDS,
  ...PROCESS_WORDS,
  ...MACHINE_WORDS,
  ...DURABLE_WORDS,
  ...SANDBOX_WORDS,
} as const;

export const sayHost = sayFrom(HOST_WORDS);

/** With what a program has printed, if it has. */
export const withOutput = (said: Said, output: string): Said =>
  output.trim() === '' ? said : sayHost('with-output', said, output.trim());
