import { parseArgs } from 'node:util';
import { HOSTS } from '../hosts/open.ts';
import { parseDuration } from '../notebook/attributes.ts';

/** The command line, or a file named on it, is wrong. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface RunCommand {
  readonly kind: 'run';
  readonly file: string;
  /** Overrides the file's own `netlab.host`. */
  readonly host?: string;
  readonly format: 'pretty' | 'jsonl';
  readonly keepGoing: boolean;
  readonly cellTimeoutMs: number;
  /** The file to which the topology is written after the last cell. */
  readonly topology?: string;
  /** The file to which the diagram is written, as Mermaid text, after the last cell. */
  readonly diagram?: string;
}

export interface TopologyCommand {
  readonly kind: 'topology';
  readonly host: string;
  readonly format: 'tree' | 'json' | 'mermaid';
}

export type Command =
  | RunCommand
  | TopologyCommand
  | { readonly kind: 'doctor'; readonly host: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export const USAGE = `netlab-notebook: runs .netlab notebooks in the terminal

  netlab-notebook run FILE [options]     run the cells of a .netlab or Markdown file, in order
    --host sandbox|local                 where: a sandbox that needs no root (default), or this machine itself
    --format pretty|jsonl                for people (default), or one JSON object a line for programs
    --keep-going                         go on behind a cell that did not meet its expectation
    --cell-timeout 60s                   stop a cell as ^C would after this long (default 60s; a cell's timeout= wins)
    --topology OUT.json                  write what the network is behind the last cell: namespaces, links, routes, …
    --diagram OUT.mmd                    draw it as a Mermaid flowchart

  netlab-notebook topology [--host local|sandbox] [--format tree|json|mermaid]
                                         what this machine's network is now; without root, what can be read of it

  netlab-notebook doctor [--host sandbox|local]
                                         what this machine has and lacks for a lab, and how to mend it

Exit status: 0 every cell met its expectation; 1 one did not; 2 the file or the command line is wrong;
3 the host cannot be had; 130 interrupted.
`;

const OPTIONS = {
  host: { type: 'string' },
  format: { type: 'string' },
  'keep-going': { type: 'boolean' },
  'cell-timeout': { type: 'string' },
  topology: { type: 'string' },
  diagram: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Reads the command line. Throws UsageError. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [verb, ...rest] = positionals;
  if (values.help || verb === 'help') return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  checkHost(values.host);
  switch (verb) {
    case 'run':
      return runCommand(values, rest);
    case 'topology':
      return topologyCommand(values, rest);
    case 'doctor':
      if (rest.length > 0) throw new UsageError(`doctor takes no ${JSON.stringify(rest[0])}.`);
      return { kind: 'doctor', host: values.host ?? 'sandbox' };
    case undefined:
      throw new UsageError(`say what to do.\n\n${USAGE}`);
    default:
      throw new UsageError(`there is no command ${JSON.stringify(verb)}; \`netlab-notebook --help\` lists them.`);
  }
}

/** Throws UsageError for what is no host. */
function checkHost(host: string | undefined): void {
  const ids = HOSTS.map(({ id }): string => id);
  if (host === undefined || ids.includes(host)) return;
  throw new UsageError(`--host is one of ${ids.join(', ')}; not ${JSON.stringify(host)}.`);
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}`);
  }
}

function runCommand(values: Values, [file, ...more]: readonly string[]): RunCommand {
  if (file === undefined) throw new UsageError('run needs the FILE to run.');
  if (more.length > 0) throw new UsageError(`run takes one file; ${JSON.stringify(more[0])} is one too many.`);
  const { format = 'pretty', host } = values;
  if (format !== 'pretty' && format !== 'jsonl') {
    throw new UsageError(`--format is pretty or jsonl, not ${JSON.stringify(format)}.`);
  }
  const timeout = values['cell-timeout'] ?? '60s';
  const cellTimeoutMs = parseDuration(timeout);
  if (cellTimeoutMs === undefined) {
    throw new UsageError(`--cell-timeout is a duration such as 500ms, 30s or 2m, not ${JSON.stringify(timeout)}.`);
  }
  return {
    kind: 'run',
    file,
    ...(host === undefined ? {} : { host }),
    format,
    keepGoing: values['keep-going'] ?? false,
    cellTimeoutMs,
    ...(values.topology === undefined ? {} : { topology: values.topology }),
    ...(values.diagram === undefined ? {} : { diagram: values.diagram }),
  };
}

function topologyCommand({ format = 'tree', host = 'local' }: Values, rest: readonly string[]): TopologyCommand {
  if (rest.length > 0) throw new UsageError(`topology takes no ${JSON.stringify(rest[0])}.`);
  if (format !== 'tree' && format !== 'json' && format !== 'mermaid') {
    throw new UsageError(`--format is tree, json or mermaid, not ${JSON.stringify(format)}.`);
  }
  return { kind: 'topology', host, format };
}
