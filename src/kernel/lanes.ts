import type { Durability, RemoteProcess, StreamOffsets } from '../hosts/host.ts';
import { Lane, type LaneReceiver } from './lane.ts';
import { Reports } from './reports.ts';
import type { CellRequest } from './run-types.ts';
import type { SavedLane, SavedSession } from './saved.ts';
import type { SessionCell } from './session-cell.ts';

/** The lanes of a shell: the one to which it prints, and those that jobs of earlier cells still hold. */
export class Lanes {
  #present: Lane;
  /** The cell whose output, or late output, comes on the present lane. */
  #cell: SessionCell | undefined;
  readonly #left = new Map<Lane, SessionCell | undefined>();

  constructor(process: RemoteProcess) {
    this.#present = new Lane(process, IGNORE);
  }

  get present(): Lane {
    return this.#present;
  }

  get cell(): SessionCell | undefined {
    return this.#cell;
  }

  /** Comes back to lanes that were left to continue. The shell's own one is the present one so far. */
  reattach(durable: Durability, saved: SavedSession, cellOf: (request: CellRequest) => SessionCell): void {
    const own = this.#present;
    for (const { id, from, request } of [saved.lane, ...saved.left]) {
      const lane = id === saved.shell ? own : reattachLane(durable, id, from);
      const cell = request && cellOf(request);
      prepareLane(lane);
      if (id !== saved.lane.id) this.#leave(lane, cell);
      else {
        this.#present = lane;
        this.giveTo(cell);
      }
    }
  }

  /** What `reattach` needs. `from`: where on its lane the output of the cell that runs begins. */
  saved(from: StreamOffsets | undefined): Pick<SavedSession, 'lane' | 'left'> {
    return {
      lane: savedLane(this.#present, this.#cell, from),
      left: [...this.#left].map(([lane, cell]) => savedLane(lane, cell)),
    };
  }

  /** Listens there, where the next cell makes the shell print. */
  moveTo(lane: Lane): void {
    this.#leave(this.#present, this.#cell);
    this.#present = lane;
    prepareLane(lane);
  }

  /** The shell could not move. */
  moveBack(lane: Lane): void {
    this.#cell = this.#left.get(lane);
    this.#left.delete(lane);
    this.#present = lane;
  }

  /** What comes on the present lane is late output of that cell. */
  giveTo(cell: SessionCell | undefined): void {
    this.#cell = cell;
    this.#present.receiver = lateReceiver(cell);
  }

  /** Makes the present lane deliver to a cell, and collects the reports of its end. */
  deliver(cell: SessionCell, beginMark?: string): Reports {
    // The shell answers on a lane that it should have left when it could not move.
    const reports = new Reports([this.#present, ...this.#left.keys()], beginMark);
    const frame: LaneReceiver['frame'] = (stream, mark, body) => reports.take(stream, mark, body);
    for (const lane of this.#left.keys()) lane.receiver = { ...lane.receiver, frame };
    this.#cell = cell;
    this.#present.receiver = {
      data: (stream, chunk) => {
        if (!reports.over(stream)) return cell.write(stream, chunk);
        const taken = cell.late(stream, chunk);
        // The shell's answers come on the same stream: a job does not wait while one is due.
        return reports.complete ? taken : undefined;
      },
      frame,
    };
    return reports;
  }

  /** The shell has ended: what jobs still print there comes to its own end. */
  shellEnded(): void {
    void this.#present.drained.then(() => this.#cell?.lateEnds?.());
  }

  #leave(lane: Lane, cell: SessionCell | undefined): void {
    lane.receiver = lateReceiver(cell);
    this.#left.set(lane, cell);
    void lane.drained.then(() => {
      this.#left.delete(lane);
      cell?.lateEnds?.();
    });
  }
}

/** Before the first cell of a shell prints there. */
export function prepareLane(lane: Lane): void {
  // `set -v` makes the shell print the lines that it reads.
  lane.dropErrorLine('{ __netlab_');
}

export const IGNORE: LaneReceiver = { data: () => undefined, frame: () => undefined };

function savedLane(lane: Lane, cell: SessionCell | undefined, from = lane.position): SavedLane {
  return { id: lane.handle?.id ?? '', from, ...(cell ? { request: cell.request } : {}) };
}

function reattachLane(durable: Durability, id: string, from: SavedLane['from']): Lane {
  const process = durable.reattach(id, from);
  process.stdin.end(); // The writers have opened it themselves.
  return new Lane(process, IGNORE);
}

/** For the output of jobs that a cell has left behind. */
function lateReceiver(cell: SessionCell | undefined): LaneReceiver {
  return { ...IGNORE, data: (stream, chunk) => cell?.late(stream, chunk) };
}
