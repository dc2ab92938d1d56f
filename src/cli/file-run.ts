import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeGuard } from '../guard/guard.ts';
import { type Catalog, hostIdOf } from '../hosts/catalog.ts';
import { type Host, HostError } from '../hosts/host.ts';
import { openHost } from '../hosts/open.ts';
import { Connections } from '../hosts/ssh/connections.ts';
import { within } from '../hosts/within.ts';
import { startedBy } from '../import/runs-on.ts';
import { shellsAround, shellText } from '../kernel/cell-text.ts';
import { asMeant, judge } from '../kernel/expectation.ts';
import { createKernel, type Kernel } from '../kernel/kernel.ts';
import { withoutHost } from '../kernel/run-end.ts';
import {
  type BackgroundRun,
  type CellRequest,
  endOfBackground,
  type RunResult,
  unattended,
} from '../kernel/run-types.ts';
import { goesOnAfter, requestFor } from '../kernel/tutorial.ts';
import { sayOfRun } from '../kernel/words.ts';
import { lacksIn } from '../lint/lacks.ts';
import { Answerer } from '../magics/answer.ts';
import type { NotebookFile } from '../notebook/notebook.ts';
import type { TutorialReading } from '../notebook/tutorial.ts';
import { inWords, type Said } from '../words.ts';
import { makeTerminalAsker } from './ask.ts';
import type { RunCommand } from './command.ts';
import { EXIT } from './exit.ts';
import { codeCells, inRunOrder, skipReason, whereItRuns } from './file-cells.ts';
import { defaultHostOf } from './file-hosts.ts';
import { makeGuardQuestions } from './guard.ts';
import { chooseHost } from './hosts.ts';
import type { Interruption } from './interruption.ts';
import type { CellReporter, CellView, Reporter } from './reporter.ts';
import { ShownOutput } from './shown-output.ts';
import { writeTopology } from './topology.ts';
import type { UplinkChoice } from './uplink.ts';

/** How long a background cell that has been stopped may take to report its end, in ms. */
const TOLD_WITHIN_MS = 1000;

/** How long what a capture has seen may take until it is printed, in ms. */
const CAPTURED_MS = 1000;

interface BackgroundCell {
  readonly run: BackgroundRun;
  readonly isCapture: boolean;
  readonly told: Promise<void>;
}

/** Who is told of a run, what has been said before it, and what its sandbox's uplink is. */
interface Told {
  readonly reporter: Reporter;
  readonly told: ReadonlySet<string>;
  readonly uplink: Omit<UplinkChoice, 'said'>;
}

/** One run of one file: its kernel, what it left running, and the counts. */
export class FileRun {
  readonly #command: RunCommand;
  readonly #notebook: NotebookFile;
  readonly #reporter: Reporter;
  readonly #interruption: Interruption;
  readonly #kernel: Kernel;
  /** Why nothing more is run: a host was unavailable, or nobody could be asked about it. */
  #noHost: string | undefined;
  /** The host of cells that name none, when one of them has run. */
  #host: Host | undefined;
  readonly #answerer: Answerer;
  readonly #reporters = new Map<CellRequest, CellReporter>();
  readonly #background: BackgroundCell[] = [];
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #toDo = 0;

  constructor(
    notebook: NotebookFile,
    command: RunCommand,
    catalog: Catalog,
    { reporter, told, uplink }: Told,
    interruption: Interruption,
  ) {
    this.#notebook = notebook;
    this.#command = command;
    this.#reporter = reporter;
    this.#interruption = interruption;
    // As styleText() decides: NO_COLOR, pipes.
    this.#answerer = new Answerer({
      color: command.format === 'pretty' && process.stdout.isTTY && process.stdout.hasColors(),
    });
    const { internet } = notebook.settings;
    const named = defaultHostOf(notebook, command);
    const defaultHost = chooseHost(catalog, command.where, named)?.id ?? named;
    const { sshConfig } = command.where;
    const asker = makeTerminalAsker(interruption.signal);
    const options = {
      catalog,
      asker,
      connections: new Connections(),
      note: (note: Said) => {
        const sentence = inWords(note);
        if (!told.has(sentence)) reporter.warning(sentence);
      },
      ...(internet === undefined ? {} : { internet }),
      ...uplink,
      ...(sshConfig === undefined ? {} : { sshConfig }),
    };
    const chosen = command.where.host === undefined ? undefined : defaultHost;
    this.#kernel = createKernel({
      directory: dirname(resolve(command.file)),
      defaultHost,
      hostId: (name) => hostIdOf(catalog, name),
      openHost: async (id, _joined, signal) => {
        const opened = await openHost(id, { ...options, signal });
        if (id === defaultHost) this.#host = opened;
        return opened;
      },
      guard: makeGuard(
        makeGuardQuestions({ catalog, asker, chosen, yes: command.yes, warn: (text) => reporter.warning(text) }),
      ),
      answer: (magic, at) => this.#answerer.answer(magic, at),
      onlooker: lacksIn,
      lateOutput: (request, stream, chunk) => this.#reporters.get(request)?.late(stream, chunk),
      lateEnds: (request) => void this.#reporters.get(request)?.lateEnds(),
    });
  }

  async toEnd(): Promise<number> {
    let whyNot: string | undefined;
    const before: CellRequest[] = [];
    const cells = inRunOrder(codeCells(this.#notebook));
    for (const [at, { cell, view }] of cells.entries()) {
      const reason = whyNot ?? skipReason(cell);
      if (reason !== undefined) {
        this.#skipped++;
        this.#reporter.skipped(view, reason);
        continue;
      }
      const asked = this.#asked({ ...requestFor(cell), values: this.#command.values });
      const own = unattended(cell.attributes);
      const { beside, ...place } = shellsAround(asked, before);
      const request = { ...asked, ...own, ...place };
      before.push(asked);
      const result = await this.#runCell(request, view, cell.reading, whereItRuns({ ...place, beside }));
      const later = () => cells.slice(at + 1).flatMap((one) => (skipReason(one.cell) ? [] : [requestFor(one.cell)]));
      const goesOn = result.ok || (cell.reading !== undefined && goesOnAfter(result, request, later()));
      if (this.#interruption.status !== undefined) whyNot = 'interrupted';
      else if (this.#noHost) whyNot = this.#noHost;
      else if (!goesOn && !this.#command.keepGoing) whyNot = `cell ${view.number} did not meet its expectation`;
    }
    try {
      await this.#writeTopology(this.#command);
    } finally {
      await this.#endBackground();
      for (const reporter of this.#reporters.values()) await reporter.lateEnds();
      this.#reporter.summary({ passed: this.#passed, failed: this.#failed, skipped: this.#skipped, toDo: this.#toDo });
    }
    return this.#interruption.status ?? (this.#noHost ? EXIT.noHost : this.#failed > 0 ? EXIT.unmet : EXIT.ok);
  }

  async dispose(): Promise<void> {
    await this.#kernel.dispose();
  }

  /** With the limit of the command line; a check is a cell like any other if that says so. */
  #asked(request: CellRequest): CellRequest {
    const { check, ...others } = request.attributes;
    const attributes = check === undefined || this.#command.check ? others : { ...others, check };
    if (attributes.background || attributes.timeoutMs !== undefined) return { ...request, attributes };
    return { ...request, attributes: { ...attributes, timeoutMs: this.#command.cellTimeoutMs } };
  }

  async #runCell(
    request: CellRequest,
    view: CellView,
    reading: TutorialReading | undefined,
    where: Said | undefined,
  ): Promise<RunResult> {
    const shown = new ShownOutput(reading);
    const reporter = shown.follow(this.#reporter.begin(view));
    this.#reporters.set(request, reporter);
    if (where) reporter.notice(where);
    if (reading?.cleansUp) reporter.notice(sayOfRun('cleaned-last'));
    // What is left out of a cell.
    if (reading?.evidence.code === 'other-shell') reporter.notice(reading.evidence);
    const judged = await this.#kernel.run(request, reporter, this.#interruption.signal).catch((error) => {
      if (!(error instanceof HostError)) throw error;
      this.#noHost = error.what.code === 'unasked' ? 'nobody could be asked' : 'the host is unavailable';
      return judge(withoutHost(error), view.expect, 0);
    });
    const result = reading ? asMeant(judged, reading, shown.printed) : judged;
    if (result.end.kind === 'exit') shown.tell(reporter);
    if (result.end.kind === 'started')
      this.#goOn(result.end.background, reporter, view, startedBy(shellText(request))?.kind === 'capture');
    else await this.#count(result, reporter);
    return result;
  }

  /** A background cell counts when it ends: on its own, then its status is judged, or because the notebook is done. */
  #goOn(run: BackgroundRun, reporter: CellReporter, view: CellView, isCapture: boolean): void {
    const started = performance.now();
    reporter.started(run.pid);
    const told = run.ended.then(async (ended) => {
      const durationMs = performance.now() - started;
      const judged = judge(endOfBackground(ended), view.expect, durationMs);
      const wasOurs = ended.stopped && ended.timedOutAfterMs === undefined;
      await this.#count(wasOurs ? { end: judged.end, ok: true, durationMs } : judged, reporter);
    });
    this.#background.push({ run, told, isCapture });
  }

  async #count(result: RunResult, reporter: CellReporter): Promise<void> {
    if (result.toDo) this.#toDo++;
    else if (result.ok) this.#passed++;
    else this.#failed++;
    await reporter.end(result);
  }

  async #writeTopology(files: RunCommand): Promise<void> {
    const wanted = [files.topology, files.diagram].filter((file) => file !== undefined);
    if (wanted.length === 0) return;
    if (this.#host) await writeTopology(this.#host, files);
    else this.#reporter.warning(`${wanted.join(' and ')}: not written: no cell ran, so there is no network to show.`);
  }

  async #endBackground(): Promise<void> {
    const isCapturing = this.#background.some(({ isCapture }) => isCapture);
    if (isCapturing && this.#interruption.status === undefined) await sleep(CAPTURED_MS);
    await Promise.all(this.#background.map(({ run }) => run.stop()));
    const told = Promise.all(this.#background.map((cell) => cell.told));
    // What could not be signalled, because no process could be started to do it, ends with its host.
    if (!(await within(TOLD_WITHIN_MS, told))) await this.#kernel.dispose();
    await told;
  }
}
