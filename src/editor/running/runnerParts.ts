import type * as vscode from 'vscode';
import type { Flow } from '../../explain/flow.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CellRequest, OutputStream, RunResult } from '../../kernel/run-types.ts';
import type { Answer } from '../../magics/answer.ts';
import type { ShownView } from '../../notebook/attributes.ts';
import type { Answers } from '../cells/answers.ts';
import type { Log } from '../messages.ts';
import type { FullOutputs } from '../output/fullOutputs.ts';
import type { LateOutputs } from '../output/lateOutputs.ts';
import type { SavedOutputs } from '../output/savedOutputs.ts';
import type { Placeholders } from './placeholders.ts';
import type { Progress } from './progress.ts';
import type { CellEnd, RunSummary } from './runSummary.ts';
import type { SavedNotebooks } from './savedNotebooks.ts';
import type { Interaction } from './terminal.ts';

/** What a runner needs of the rest of the editor. */
export interface RunnerParts {
  makeKernel(notebook: vscode.NotebookDocument, hostId: string, events: KernelEvents): Promise<Kernel>;
  /** The id of the host that a cell names. */
  hostIdOf(name: string): string;
  /** Undefined when the user closed the terminal of the cell before it ended. */
  runInTerminal(interaction: Interaction): Promise<RunResult | undefined>;
  /** Shows what a job of that run printed after its cell had ended. */
  readonly lateOutputs: LateOutputs;
  /** Told when what `stateOf` says of a cell has changed. */
  stateChanged(): void;
  /** Told when a cell is about to run, which waits for it, and when it has ended. */
  cellBegins(notebook: vscode.NotebookDocument): Promise<void>;
  cellEnded(notebook: vscode.NotebookDocument): void;
  /** Told when a run of cells begins, and how it went: says what is to be said of that, and at which cell. */
  runBegins(notebook: vscode.NotebookDocument): void;
  runEnded(notebook: vscode.NotebookDocument, ended: EndedRun): LastRun | undefined;
  /** Brings a view of the network into view. */
  show(notebook: vscode.NotebookDocument, view: ShownView): void;
  /** Shows the way of what a cell has asked about, where a diagram is open. */
  showWay(notebook: vscode.NotebookDocument, hostId: string, flow: Flow): void;
  /** Whether the host of that id is a sandbox. */
  isSandbox(hostId: string): boolean;
  readonly fullOutputs: FullOutputs;
  readonly answers: Answers;
  readonly placeholders: Placeholders;
  readonly progress: Progress;
  /** Remembers what keeps running when the window is reloaded. */
  readonly savedNotebooks: SavedNotebooks;
  /** Remembers what cells have shown. */
  readonly savedOutputs: SavedOutputs;
  /** Told when a notebook is opened again whose host has ended. */
  gone(notebook: vscode.NotebookDocument, hostId: string): void;
  readonly log: Log;
}

/** A run of several cells in one line, and the cell at which it ended. */
export interface LastRun extends RunSummary {
  readonly cell: vscode.NotebookCell | undefined;
}

/** A run of several cells, and how each ended. */
export interface EndedRun {
  readonly cells: readonly vscode.NotebookCell[];
  readonly ends: readonly CellEnd[];
  readonly leftOut: number;
  readonly durationMs: number;
}

/** What a kernel reports about itself. */
export interface KernelEvents {
  readonly lateOutput: (request: CellRequest, stream: OutputStream, chunk: Buffer) => void | Promise<void>;
  readonly lateEnds: (request: CellRequest) => void;
  readonly savedChanged: () => void;
  /** A question of a cell has been answered, about that host. */
  readonly answered: (request: CellRequest, hostId: string, answer: Answer) => void;
}
