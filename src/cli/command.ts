// What the command line may ask for.
import type { PlaceholderValues } from '../import/placeholders.ts';

/** The command line, or a file named on it, is wrong. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where to run, as the command line says it. */
export interface HostChoice {
  /** An id or a name, as `findHost` takes it. */
  readonly host?: string;
  /** A sandbox on that host instead of the host itself. */
  readonly sandbox: boolean;
  /** As ssh -F. */
  readonly sshConfig?: string;
  /** A JSON file that holds what the setting `netlab.hosts` does. */
  readonly hosts?: string;
}

export interface ConvertCommand {
  readonly kind: 'convert';
  readonly file: string;
  readonly out: string;
  /** Whether a file of that name is replaced. */
  readonly overwrite: boolean;
  readonly values: PlaceholderValues;
  readonly uplink?: string;
  /** How it is run first, if it is. */
  readonly run?: RunCommand;
}

export interface RunCommand {
  readonly kind: 'run';
  readonly file: string;
  /** Overrides the file's own `netlab.host`. */
  readonly where: HostChoice;
  /** Agrees in advance to run on machines that the file names, and to what cells are about to do to them. */
  readonly yes: boolean;
  readonly format: 'pretty' | 'jsonl';
  readonly keepGoing: boolean;
  /** Checks are cells like any other: what they print is shown, and one whose task is not done has failed. */
  readonly check: boolean;
  readonly cellTimeoutMs: number;
  /** What stands for placeholders. */
  readonly values: PlaceholderValues;
  /** What the sandbox's uplink is called; overrides the file's own `netlab.uplink`. */
  readonly uplink?: string;
  /** The file to which the topology is written after the last cell. */
  readonly topology?: string;
  /** The file to which the diagram is written after the last cell: by its ending an SVG, a PNG, or Mermaid text. */
  readonly diagram?: string;
  /** The program that renders an SVG or a PNG. */
  readonly browser?: string;
}

export interface TopologyCommand {
  readonly kind: 'topology';
  readonly where: HostChoice;
  readonly format: 'tree' | 'json' | 'mermaid' | 'svg';
  /** The program that renders an SVG. */
  readonly browser?: string;
}

export interface ExplainCommand {
  readonly kind: 'explain';
  /** FROM TO and what follows, as `readQuestion` takes it. */
  readonly words: readonly string[];
  readonly where: HostChoice;
  /** A file that holds a topology, in place of a host. */
  readonly file?: string;
  readonly format: 'text' | 'json';
}

export interface MatrixCommand {
  readonly kind: 'matrix';
  /** [NETNS…] and what follows, as `readMatrixQuestion` takes it. */
  readonly words: readonly string[];
  readonly where: HostChoice;
  /** Files that hold topologies, in place of a host: the one that is asked, and what it was before. */
  readonly file?: string;
  readonly before?: string;
  readonly format: 'text' | 'json';
}

export interface WatchCommand {
  readonly kind: 'watch';
  /** The file into which all goes that a report needs. */
  readonly bundle?: string;
  /** FROM TO and what follows, as `readQuestion` takes it. */
  readonly words: readonly string[];
  readonly where: HostChoice;
  readonly format: 'text' | 'json';
}

export interface CheckCommand {
  readonly kind: 'check';
  readonly files: readonly string[];
}

export interface DoctorCommand {
  readonly kind: 'doctor';
  readonly where: HostChoice;
  /** Files whose programs are looked for; none: what labs need as such. */
  readonly files: readonly string[];
}

export type Command =
  | RunCommand
  | ConvertCommand
  | CheckCommand
  | ExplainCommand
  | MatrixCommand
  | WatchCommand
  | TopologyCommand
  | DoctorCommand
  | { readonly kind: 'help'; readonly verb?: string }
  | { readonly kind: 'version' };
