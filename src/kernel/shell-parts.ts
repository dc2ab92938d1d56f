import { type Part, splitByShell } from '../import/inner-shells.ts';
import { isForParts, partsOf } from '../import/runs-on.ts';
import { EndlessRun, type PartsOptions } from './endless-parts.ts';
import type { Asking, InnerShells } from './inner-shells.ts';
import { NOT_BEGUN } from './run-end.ts';
import type { Session } from './session.ts';
import type { SessionCell, SessionEnd } from './session-cell.ts';
import type { Slot } from './slot.ts';

type Ended = Extract<SessionEnd, { kind: 'ended' }>;

const shellPartsOf = ({ cell: { code, request } }: Asking) =>
  splitByShell(code, request.within ?? [], request.terminal);

/** Runs a cell in the shells for which its lines are meant, one part after another, as far as each comes to its own end. */
export function runParts(inner: InnerShells, outer: Session, asking: Asking): Promise<SessionEnd> {
  const { parts } = shellPartsOf(asking);
  const [only, ...more] = parts;
  if (only && more.length === 0 && only.within.length === 0) return outer.run(asking.cell, asking.stop);
  return new PartsRun(inner, outer, asking).run(parts);
}

/** Follows the part of a cell that was running in a shell when we reattached to it, and runs the rest. */
export async function attendParts(
  { inner, session: outer }: Slot,
  session: Session,
  asking: Asking,
  index = 0,
): Promise<SessionEnd> {
  const end = await session.attend(asking.stop);
  const { parts } = shellPartsOf(asking);
  const part = parts[index];
  if (!outer || !part || (parts.length === 1 && part.within.length === 0)) return end;
  return new PartsRun(inner, outer, asking, index).continueAfter(part, session, end, parts);
}

class PartsRun {
  readonly #inner: InnerShells;
  readonly #outer: Session;
  readonly #asking: Asking;
  #index: number;
  /** Of the parts so far. */
  #sum: Ended = { kind: 'ended', code: 0, interrupted: false };
  /** Shells that begin where the cell is: `cwd=` has been heeded. */
  readonly #entered = new Set<Session>();

  constructor(inner: InnerShells, outer: Session, asking: Asking, index = -1) {
    this.#inner = inner;
    this.#outer = outer;
    this.#asking = asking;
    this.#index = index;
  }

  async run(parts: readonly Part[]): Promise<SessionEnd> {
    const end = await this.#runEach(parts);
    const { within = [] } = parts[this.#index] ?? {};
    if (end.kind !== 'not-begun' || within.length === 0) return end;
    await this.#inner.leave(within);
    return { kind: 'refused', why: 'shell', problem: NOT_BEGUN };
  }

  async #runEach(parts: readonly Part[]): Promise<SessionEnd> {
    for (const [index, part] of parts.entries()) {
      if (index <= this.#index) continue;
      if (this.#asking.stop.aborted) return { ...this.#sum, code: 130, interrupted: true };
      this.#index = index;
      const end = await this.#runPart(part);
      if (end) return end;
    }
    return this.#sum;
  }

  /** `end`: how the part ended that was running in that shell. */
  async continueAfter(part: Part, session: Session, end: SessionEnd, parts: readonly Part[]): Promise<SessionEnd> {
    return (await this.#afterwards(part, session, end)) ?? (await this.run(parts));
  }

  /** Its end, if nothing more is to be run. */
  async #runPart(part: Part): Promise<SessionEnd | undefined> {
    const { within, text, enters } = part;
    const session =
      enters === undefined
        ? await this.#inner.at(this.#outer, within, this.#asking)
        : await this.#inner.enter(this.#outer, within, { ...this.#asking, line: enters });
    if ('end' in session) {
      if (text !== '' || enters === undefined || session.status === undefined) return session.end;
      // Nothing was meant for it: a command that has failed.
      const failed = { count: 1, lines: [enters] };
      return this.#add({ kind: 'ended', code: session.status, interrupted: false, failed });
    }
    if (enters !== undefined) this.#entered.add(session);
    return this.#afterwards(part, session, text === '' ? undefined : await this.#runText(text, session));
  }

  #runText(text: string, session: Session): Promise<SessionEnd> {
    const { cell: whole, sink, stop } = this.#asking;
    const { cwd, ...own } = whole;
    const isThere = cwd === undefined || this.#entered.has(session);
    const cell = { ...own, ...(isThere ? {} : { cwd }), code: text, part: this.#index };
    const parts = whole.request.unattended ? partsOf(text) : [];
    if (!isForParts(parts)) return session.run(cell, stop);
    return this.#runEndless({ session, request: whole.request, sink, stop, parts, cellOf: () => cell });
  }

  /** What does not end on its own, within a shell: what goes to the background there ends with the notebook. */
  async #runEndless(
    options: Omit<PartsOptions, 'cellOf'> & { readonly cellOf: () => SessionCell },
  ): Promise<SessionEnd> {
    const { parts, cellOf } = options;
    const partOf = (at: number): SessionCell => ({ ...cellOf(), code: parts[at]?.text ?? '' });
    const { end, limit } = await new EndlessRun({ ...options, cellOf: partOf }).toEnd();
    // Its limit was ours, and the lines after it are run.
    if (end.kind === 'ended' && limit?.meant) return { ...end, code: 0, interrupted: false };
    return end.kind === 'started' ? { kind: 'ended', code: 0, interrupted: false } : end;
  }

  async #afterwards(
    { within, leaves }: Part,
    session: Session,
    end: SessionEnd | undefined,
  ): Promise<SessionEnd | undefined> {
    if (end) {
      const over = this.#add(end);
      if (over) return over;
    }
    return leaves === undefined ? undefined : this.#leave(within, session, leaves);
  }

  /** By its own `exit`, so that its traps run and its jobs go on. */
  async #leave(within: Part['within'], session: Session, leaves: string): Promise<SessionEnd | undefined> {
    const around = await this.#inner.at(this.#outer, within.slice(0, -1), this.#asking);
    const { cwd: _, ...cell } = this.#asking.cell;
    const end = await session.run({ ...cell, code: leaves, isOurs: true }, this.#asking.stop);
    const { exit } = session;
    if (end.kind === 'ended' && end.interrupted) return this.#add(end);
    if (exit ? typeof exit.code !== 'number' : end.kind !== 'ended') return end;
    await this.#inner.leave(within);
    // It has ended, or has refused to: `exit now`. Where all in its PID namespace has ended with it, nothing else has told so.
    const code = exit?.code ?? (end.kind === 'ended' ? end.code : 1);
    if (!('end' in around)) around.innerEnded(code);
    return this.#add({ kind: 'ended', code, interrupted: false });
  }

  /** Sums up. What did not come to its own end is the end of all. */
  #add(end: SessionEnd): SessionEnd | undefined {
    if (end.kind !== 'ended') return end;
    const { failed, inputRead } = this.#sum;
    this.#sum = {
      ...end,
      ...both(failed, end.failed),
      ...(inputRead || end.inputRead ? { inputRead: true } : {}),
    };
    return end.interrupted ? this.#sum : undefined;
  }
}

/** Of so many failed commands the lines are told. */
const MAX_LINES = 20;

function both(one: Ended['failed'], other: Ended['failed']): Pick<Ended, 'failed'> {
  const all = [one, other].filter((each) => each !== undefined);
  if (all.includes('unknown')) return { failed: 'unknown' };
  const counted = all.filter((each) => each !== 'unknown');
  if (counted.length === 0) return {};
  const lines = [...new Set(counted.flatMap((each) => each.lines))].slice(0, MAX_LINES);
  return { failed: { count: counted.reduce((sum, { count }) => sum + count, 0), lines } };
}
