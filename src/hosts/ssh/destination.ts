import { HostError } from '../host.ts';
import { saySsh } from './words.ts';

/** Whom to connect to, in the form that ssh(1) takes. What is absent comes from the configuration file. */
export interface SshDestination {
  /** A Host of the configuration, a name or an address; also `user@host` and `ssh://user@host:port`. */
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** A private key, tried before all others; ~ is the home directory. */
  readonly identityFile?: string;
  /** As ProxyJump of ssh_config(5): `[user@]host[:port]`, several with commas; 'none' for none. */
  readonly jump?: string;
}

/** A destination whose host is a host alone. Throws HostError for one that cannot be a host. */
export function splitDestination(destination: SshDestination): SshDestination {
  const { host } = destination;
  if (host.startsWith('ssh://')) return { ...parseHop(host), ...withoutHost(destination) };
  const at = host.lastIndexOf('@');
  const parsed = at < 0 ? { host } : { user: host.slice(0, at), host: host.slice(at + 1) };
  return checked({ ...parsed, ...withoutHost(destination) });
}

/** One hop of ProxyJump: `[user@]host[:port]`, `[user@][v6]:port`, or an ssh:// address. Throws HostError. */
export function parseHop(text: string): SshDestination {
  const bare = text
    .trim()
    .replace(/^ssh:\/\//, '')
    .replace(/\/$/, '');
  const at = bare.lastIndexOf('@');
  const place = bare.slice(at + 1);
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(place);
  const plain = /^([^:]+)(?::(\d+))?$/.exec(place);
  const [, host = place, port] = bracketed ?? plain ?? [];
  return checked({
    host,
    ...(at < 0 ? {} : { user: bare.slice(0, at) }),
    ...(port === undefined ? {} : { port: Number(port) }),
  });
}

function withoutHost({ host: _, ...rest }: SshDestination): Omit<SshDestination, 'host'> {
  return rest;
}

/** Nothing that could be taken for an option or have a meaning in a file of known hosts; as valid_hostname() in OpenSSH. */
function checked(destination: SshDestination): SshDestination {
  const { host, user } = destination;
  if (host === '' || /^-|[\s'"`$\\;&<>|(){},!*?\p{Cc}]/u.test(host))
    throw new HostError(saySsh('bad-host', JSON.stringify(host)));
  if (user !== undefined && (user === '' || /^-|['"`;&<>|(){}\p{Cc}]/u.test(user)))
    throw new HostError(saySsh('bad-user', JSON.stringify(user)));
  return destination;
}
