import type { Host } from '../hosts/host.ts';
import type { Change } from './diff.ts';
import type { Topology } from './model.ts';

/** A topology that follows its host, for as long as somebody looks. */
export interface LiveTopology {
  /** The last one; undefined before the first. */
  readonly current: Topology | undefined;
  /** Why there is no picture, or it follows nothing any more; in words for the user. */
  readonly problem: string | undefined;
  /**
   * Tells of each new topology and of what is different in it; returns what ends the telling.
   * `problem` may be what changed: then `changes` is empty.
   */
  onChange(listener: (topology: Topology | undefined, changes: readonly Change[]) => void): () => void;
  /**
   * Reads again what has no event (sysctls, firewalls, namespaces that no event named), for example when a cell has
   * ended. Resolves when that has been told. Does nothing while paused.
   */
  refresh(): Promise<void>;
  /** Ends every process on the host until `resume`, which takes a full snapshot. It begins resumed. */
  pause(): void;
  resume(): void;
  dispose(): Promise<void>;
}

export interface LiveOptions {
  /** Milliseconds of silence after a kernel event before reading; default 30. */
  readonly quietMs?: number;
}

export type OpenLiveTopology = (host: Host, options?: LiveOptions) => LiveTopology;
