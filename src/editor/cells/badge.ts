import type { Listener } from '../../kernel/listeners.ts';
import type { Answer as Answered } from '../../magics/answer.ts';
import type { CellAttributes } from '../../notebook/attributes.ts';
import type { Said } from '../../words.ts';
import type { Answer } from './answers.ts';
import type { CellReading } from './reading.ts';

/** What is beneath a cell. The text may hold codicons, `$(watch)`; the label is what a screen reader says. */
export interface Badge {
  readonly text: string;
  readonly label: string;
  readonly tooltip: string;
  readonly command?:
    | 'netlab.setCellAttribute'
    | 'netlab.stopBackground'
    | 'netlab.openFullOutput'
    | 'netlab.openInBrowser'
    | 'netlab.restartAndRunAll'
    | 'netlab.runCheck'
    | 'netlab.showBackgroundOutput'
    | 'netlab.runAsCommands'
    | 'netlab.isOutput'
    | 'netlab.askAgain'
    | 'netlab.endRunsOn'
    | 'netlab.insertFix'
    | 'netlab.showWay'
    | 'netlab.explainReason'
    | 'netlab.explainPair'
    | 'netlab.saveReport';
  /** What the command is about, besides the cell: the attribute that a click edits, a port. */
  readonly about?: string | number;
}

/** What is known of a cell besides what its author wrote. */
export interface CellState {
  /** The process id of a background cell that runs. */
  readonly pid?: number;
  /** Bytes of the full output, where the cell shows only part of it. */
  readonly cutFrom?: number;
  /** A job of this cell printed something after the cell had ended. */
  readonly printedLater?: boolean;
  /** Where a background cell listens. */
  readonly listeners?: readonly Listener[];
  /** What its last run is to be known for, though it is as expected. */
  readonly remark?: Said;
  /** What its last question has come to, and of which host. */
  readonly answer?: Answered & { readonly hostId: string };
  /** It failed because what it makes was made by a run before. */
  readonly existsAlready?: boolean;
  /** How the last run of several cells went, which ended here. */
  readonly summary?: { readonly text: string; readonly ok: boolean };
}

/** Of the task that a check looks at, and of all tasks of its lab. */
export interface LabProgress {
  readonly isDone: boolean;
  readonly done: number;
  readonly all: number;
}

/** What is offered at a cell whose last command runs until it is stopped. */
export interface RunsOnOffer {
  readonly program: string;
  readonly how: 'background' | 'limit';
}

export interface BadgeSource {
  readonly attributes: CellAttributes;
  readonly warnings: readonly Said[];
  readonly state: CellState;
  /** What `host=` names: none that there is, or one with a real network. */
  readonly namedHost?: 'unknown' | 'real' | 'sandbox' | undefined;
  /** Of a check. */
  readonly lab?: LabProgress;
  /** Of a cell of a tutorial. */
  readonly tutorial?:
    | (Pick<CellReading, 'kind' | 'evidence' | 'mayFail' | 'cleansUp'> & { readonly answer: Answer | undefined })
    | undefined;
  /** The command that has started the shell in which the cell begins, in a cell above. */
  readonly shell?: string;
  readonly runsOn?: RunsOnOffer | undefined;
}
