import { sayFrom } from '../../words.ts';

/** What is said of the configuration, in the terms of ssh_config(5). */
const CONFIG_WORDS = {
  'no-client':
    'There is no ssh client here, so the SSH configuration is not read and its defaults apply. Install openssh-client.',
  'client-says': 'ssh: {0}',
  'client-silent': 'Not connected to {0}: ssh did not report its configuration within {1} s.',
  'check-match-exec': 'Does a command of “Match exec” in the SSH configuration wait for something? Try: {0}',
  'client-refuses': 'Not connected to {0}, because ssh rejects its configuration: {1}.',
  'fix-config': 'Fix the SSH configuration until this succeeds: {0}',
  'bad-option': '{0} cannot be an option of ssh.',
  'bad-host': '{0} cannot be the name of an SSH host.',
  'bad-user': '{0} cannot be a user name.',
  'bad-token': 'The SSH configuration has an unknown token {0} in {1}.',
  'too-many-jumps': '{0} is behind too many jump hosts: does one lead to itself?',
  'known-hosts-command': 'KnownHostsCommand is set for {0}, but only known_hosts files are read here.',
  'use-known-hosts-file': 'Write the keys to a file, and “KnownHostsCommand none” for this host into {0}.',
  'refuse-connection': 'Not connected to {0}: its SSH configuration says RefuseConnection: {1}',
  'bad-strict': 'StrictHostKeyChecking cannot be {0}.',
  'use-strict': 'Use yes, accept-new, ask or no.',
  'bad-port': '{0} is not a port.',
  'use-port': 'Use a number from 1 to 65535.',
  'not-done': 'The SSH configuration of {0} sets {1}, but {2}.',
  'system-chooses-address': 'the system chooses the address to connect from',
  'system-chooses-interface': 'the system chooses the interface to connect from',
  'no-user-certificates': 'user certificates are not sent to the server',
  'own-ciphers': 'Netlab offers its own choice of ciphers',
  'own-algorithms': 'Netlab offers its own choice of algorithms',
  'tokens-by-agent': 'keys on tokens are used through the agent only',
  'not-supported': 'it is not supported',
  'not-run': 'it is not run',
  'no-dns-keys': 'keys are not looked up in DNS',
} as const;

/** Of connections. */
const CONNECTION_WORDS = {
  refuses: '{0} refuses connections.',
  'check-server': 'Is an SSH server running there, and is the port right?',
  'no-address': 'There is no address for the name of {0}.',
  'check-name': 'Check its spelling, or HostName in {0}.',
  'check-online': 'Is this machine online?',
  'no-answer': '{0} did not answer within {1} s.',
  'check-firewall': 'Is the machine on, and is there a firewall in between? ConnectTimeout in {0} sets the limit.',
  'no-route': 'There is no route to {0}.',
  'check-network': 'Is this machine on the right network, or its VPN up?',
  unreachable: '{0} cannot be reached: {1}.',
  'behind-jump': '{0} is behind the jump host {1}. {2}',
  'jump-failed': '{0} cannot reach {1} ({2} port {3}): {4}.',
  'stopped-answering': '{0} stopped answering during connection setup.',
  'no-connection': 'No SSH connection to {0} ({1} port {2}): {3}.',
  'no-connection-by-command': 'No SSH connection to {0} ({1} port {2}): {3}. Its ProxyCommand says: {4}',
  'old-server': 'The SSH server is too old, or its settings are too strict.',
  'check-ssh': 'Is it really an SSH server that answers on that port?',
  closed: 'The connection has been closed.',
  'connection-lost': '{0} is no longer reachable: {1}.',
  silent: 'it was silent for {0} s',
  flooded: 'it sent more than it was allowed to',
  'closed-by-server': 'it closed the connection',
  cut: 'the connection was cut',
  damaged: 'damaged data arrived ({0})',
  'command-refused': '{0} refused to start a command: {1}.',
  'no-sessions': '{0} allows no commands: it refuses every session.',
  'allow-sessions': 'MaxSessions in its sshd_config must be at least 1.',
  'other-machine': 'A further connection to {0} led to another machine: its host key is {1}, not {2}.',
  'name-one-machine': 'Close the connection and open it again, or choose one of several machines by HostName.',
} as const;

/** Of host keys. */
const HOST_KEY_WORDS = {
  title: 'SSH to {0}',
  'no-host-key': '{0} sent something that is not a host key.',
  'short-key': 'The RSA key of {0} has {1} bits, fewer than RequiredRSASize demands.',
  'no-algorithm': 'HostKeyAlgorithms of {0} allows none that is supported: {1}.',
  revoked: 'The host key of {0} is revoked: {1} ({2}), see {3}. Someone who stole it may be listening.',
  'revoked-by-list': 'The host key of {0} is revoked: {1}, see {2}. Someone who stole it may be listening.',
  'ask-new-key': 'Ask the administrator of that machine for its new key.',
  'revocation-unknown': 'Cannot check whether the host key of {0} is revoked: {1}.',
  'fix-revocations': 'Fix {0}, which RevokedHostKeys names.',
  'no-public-key': 'line {0} of {1} is not a public key',
  'keygen-failed': 'ssh-keygen -Q on {0} failed ({1})',
  'authority-revoked':
    'The authority that certifies host keys of {0} ({1}) is revoked, see {2}. Someone who stole its key may be listening.',
  'ask-for-key': 'Ask the administrator of that machine for its key, and whether it is {0}.',
  'by-authority': 'Host keys of {0} are certified by an authority ({1}), and host certificates are not supported.',
  'add-key': 'Compare the fingerprint {0} with the machine’s, then add its key: ssh-keyscan {1} >> {2}',
  'cannot-remember':
    'The host key of {0} is not known, and cannot be remembered: there is no file for it, or {1} cannot be written to one. Its {2} key fingerprint is {3}.',
  'fix-known-hosts-file': 'Fix UserKnownHostsFile, HostName or HostKeyAlias in {0}.',
  'unknown-and-strict':
    'The host key of {0} is not known, and StrictHostKeyChecking is yes. Its {1} key fingerprint is {2}.',
  'connect-once': 'Connect once with ssh, or add the key to {0}.',
  'unknown-key':
    'The authenticity of {0} cannot be established: its host key is not known. Its {1} key fingerprint is {2}.\nConnect, and remember this key?',
  connect: 'Connect',
  'not-accepted': 'Not connected to {0}: its host key was not accepted.',
  changed:
    'The host key of {0} has changed: it is now {1} ({2}), but {3} ({4}; {5}) is the known one. Someone may be listening, or the machine was reinstalled.',
  address: 'the address {0}',
  'remove-key': 'If you know why it changed, remove the old key and connect again: {0}',
  'have-key-removed': 'If you know why it changed, have the administrator remove the old key: {0}',
  'not-added': 'The host key could not be added to {0}: {1}',
  unreadable: 'Cannot read {0}: {1}',
} as const;

/** Of authentication. */
const LOGIN_WORDS = {
  rejected: '{0} rejected the login of {1}. Tried: {2}. The server accepts: {3}.',
  'rejected-because': '{0} rejected the login of {1}. Tried: {2}. The server accepts: {3}. ({4})',
  'nothing-tried': 'nothing (no key, no password)',
  times: '{0} ({1} times)',
  'agent-key': 'a key of the agent',
  'nothing-more': 'nothing more',
  'name-key': 'Name the right key: IdentityFile and “IdentitiesOnly yes” for {0} in {1}.',
  'copy-key': 'Check the user name, or install your key: ssh-copy-id {0}',
  'new-password': '{0} requires a new password for {1}.',
  'set-password': 'Set it first: ssh {0}',
  password: 'Password for {0}@{1}',
  'password-again': 'Wrong password. Password for {0}@{1}',
  passphrase: 'Passphrase for the key {0}',
  'passphrase-again': 'Wrong passphrase. Passphrase for the key {0}',
  // As ssh(1): the user sees which server asks, whatever it claims to be.
  prompt: '({0}@{1}) {2}',
  'prompt-with-instructions': '{3}\n({0}@{1}) {2}',
  'agent-silent': 'the agent did not answer',
  'unusable-key': '{0} is not a usable key',
  'readable-key': '{0} can be read by others and is not used: chmod 600 {0}',
} as const;

export const SSH_WORDS = { ...CONFIG_WORDS, ...CONNECTION_WORDS, ...HOST_KEY_WORDS, ...LOGIN_WORDS } as const;

export const saySsh = sayFrom(SSH_WORDS);
