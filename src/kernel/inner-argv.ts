import { innerShellArgv } from './protocol.ts';

/** How a shell within another one is started: by what leads to it. */
export interface InnerOptions {
  readonly argv: readonly string[];
  /** All of its environment: `NAME=value`. */
  readonly environment: readonly string[];
  readonly directory: string;
  readonly umask: string;
  /** The numbers of its user, its group, and all of its groups. */
  readonly user: readonly [uid: string, gid: string, groups: string];
  /** It begins in the home directory. */
  readonly home: boolean;
}

/** DIRECTORY UID GID GROUPS NAME=VALUE… COMMAND…: as that user, who is mostly the one that we are. */
const START_INNER = `
  uid=$1 gid=$2 groups=$(printf %s "$3" | tr ' ' ,); shift 3
  cd -- "$0" || exit
  [ "$(id -u)" = "$uid" ] || set -- PATH="$PATH" setpriv --reuid "$uid" --regid "$gid" --groups "$groups" env -i "$@"
  exec env -i "$@"`;

/** argv of the process that becomes the session's shell. */
export const innerArgv = ({ argv, environment, directory, umask, user, home }: InnerOptions): readonly string[] => [
  ...['sh', '-c', START_INNER, directory, ...user, ...environment],
  ...argv,
  ...innerShellArgv(umask, home),
];
