// What of a transcript is for a shell in a container or on another machine, which a command has started: not for the reader's own.

import { commandsOf } from '../shell/commands.ts';
import { innermostArgv } from '../shell/innermost.ts';
import { isShell } from '../shell/wrappers.ts';
import { LEAVES, startsShell } from './inner-shells.ts';
import { opensShell } from './ssh.ts';
import type { Entry } from './transcript.ts';

/** Such a shell, which has not been left. Plain data. */
export interface ForeignShell {
  /** The command that has started it. */
  readonly command: string;
  /** Where that was typed. */
  readonly outer: string;
  /** Its own prompt, if one was shown. */
  readonly inner?: string;
}

/** Entries that are for such shells, with the command that started each; and what is open after them. */
export interface Foreign {
  readonly startedBy: ReadonlyMap<Entry, string>;
  readonly open: ForeignShell | undefined;
  /** After its start the prompt is the same, and no `exit` comes: nobody knows whose the rest is. */
  readonly unsure?: Entry;
}

/** Programs that run a command in a container, by the words that do. */
const CONTAINERS = /^(?:docker|podman|nerdctl|kubectl|oc|crictl|docker-compose|k3s|microk8s)$/;
const RUNS = /^(?:exec|run|attach|debug)$/;
/** Programs that open a shell somewhere else by a word. */
const OPENS: Readonly<Record<string, RegExp>> = {
  vagrant: /^ssh$/,
  minikube: /^ssh$/,
  'docker-machine': /^ssh$/,
  multipass: /^shell$/,
  limactl: /^shell$/,
  virsh: /^console$/,
  machinectl: /^(?:shell|login)$/,
  lxc: /^(?:exec|shell|console)$/,
  incus: /^(?:exec|shell|console)$/,
  kathara: /^connect$/,
};
const TERMINALS = /^(?:telnet|rlogin|minicom|picocom|lxc-attach|lxc-console|himage|lconnect|systemd-nspawn)$/;

/** Whether a command starts such a shell: 'sure', or 'maybe' where only another prompt after it shows that. */
export function startsForeign(text: string): 'sure' | 'maybe' | undefined {
  const { words } = commandsOf(text).commands.at(-1) ?? { words: [] };
  const [program, ...args] = innermostArgv(words);
  const last = args.at(-1) ?? '';
  const endsInShell = isShell(last.slice(last.lastIndexOf('/') + 1));
  if (program === 'ssh' || program === 'mosh' || program === 'sshpass') {
    const own = program === 'sshpass' ? args.slice(args.indexOf('ssh') + 1) : args;
    return opensShell(own) ? 'sure' : undefined;
  }
  if (TERMINALS.test(program)) return 'maybe';
  const word = args.find((each) => OPENS[program]?.test(each));
  if (word !== undefined) {
    if (args.some((each) => /^(?:-c|--command)$/.test(each))) return undefined;
    return word === 'exec' ? (endsInShell ? 'sure' : 'maybe') : 'sure';
  }
  if (!CONTAINERS.test(program) || !args.some((each) => RUNS.test(each))) return undefined;
  if (args.some((each) => /^(?:--detach|-[a-z]*d[a-z]*)$/.test(each))) return undefined;
  if (args.includes('attach')) return 'maybe';
  if (args.some((each) => /^(?:--interactive|--tty|--stdin|-[a-z]*[it][a-z]*)(?:=true)?$/.test(each)))
    return endsInShell ? 'sure' : 'maybe';
  return program === 'docker-compose' || args[0] === 'compose' ? (endsInShell ? 'sure' : 'maybe') : undefined;
}

/** Where a prompt is: what it names, or how it looks, whatever the directory. */
const placeOf = ({ name, prompt }: Entry): string => name ?? prompt.replace(/(?:~|(?<![\w:])\/)[^\s$#%]*/, '/');

/** `before`: the shell that an earlier block has left open. */
export function foreignIn(entries: readonly Entry[], before: ForeignShell | undefined): Foreign {
  const startedBy = new Map<Entry, string>();
  let open = before;
  let depth = 0;
  for (const [index, entry] of entries.entries()) {
    const place = placeOf(entry);
    if (open && (place === open.outer || (index === 0 && open.inner !== undefined && place !== open.inner)))
      open = undefined;
    if (open) {
      startedBy.set(entry, open.command);
      open = { ...open, inner: open.inner ?? place };
      if (LEAVES.test(entry.command)) depth--;
      else if (startsAnyShell(entry.command)) depth++;
      if (depth < 0) open = undefined;
      continue;
    }
    const kind = startsForeign(entry.command);
    if (!kind) continue;
    depth = 0;
    const next = entries[index + 1];
    if (next ? placeOf(next) !== place : kind === 'sure') open = { command: entry.command.trim(), outer: place };
    else if (next && kind === 'sure') {
      const exit = entries.findIndex((one, at) => at > index && LEAVES.test(one.command));
      if (exit < 0) return { startedBy, open: undefined, unsure: entry };
      // All at the same prompt: up to `exit` it is for that shell.
      for (const one of entries.slice(index + 1, exit + 1)) startedBy.set(one, entry.command.trim());
      const rest = foreignIn(entries.slice(exit + 1), undefined);
      return { ...rest, startedBy: new Map([...startedBy, ...rest.startedBy]) };
    }
  }
  return { startedBy, open };
}

/** Of the reader's own, or somewhere else. */
const startsAnyShell = (command: string): boolean => startsShell(command) || startsForeign(command) === 'sure';
