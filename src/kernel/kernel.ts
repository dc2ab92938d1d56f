import { performance } from 'node:perf_hooks';
import { NEVER } from '../hosts/unless-aborted.ts';
import { type Asked, CellRuns } from './cell-runs.ts';
import { refusal, remarkOnValues } from './cell-text.ts';
import { judge, judgeCell } from './expectation.ts';
import type { KernelOptions } from './kernel-options.ts';
import { OpenHosts } from './open-hosts.ts';
import { type Reattached, reattachHost } from './reattach.ts';
import { LEFT, NOT_STARTED } from './run-end.ts';
import type { CellRequest, OutputSink, RunResult } from './run-types.ts';
import type { SavedHost, SavedKernel, SavedSession } from './saved.ts';
import type { Slot } from './slot.ts';
import { Slots } from './slots.ts';

/** Runs the cells of one notebook. The one owner of its hosts and sessions; cells of one session run in turn. */
export interface Kernel {
  /** Never rejects for what a cell does; rejects with HostError when its host is unavailable. */
  run(request: CellRequest, sink: OutputSink, stop?: AbortSignal): Promise<RunResult>;
  /** Ends all sessions and hosts; the next run gets clean ones. */
  restart(): Promise<void>;
  /** What `reattach` needs after our end; undefined where nothing keeps running without us. */
  saved(): SavedKernel | undefined;
  /**
   * Comes back, before the first run, to what a kernel before this one has left: shells with all that is in them, and
   * cells that were running, which are returned. Never rejects.
   */
  reattach(saved: SavedKernel): Promise<readonly Reattached[]>;
  /** Like `dispose`, but leaves alone what keeps running without us. */
  detach(): Promise<void>;
  dispose(): Promise<void>;
}

export function createKernel(options: KernelOptions): Kernel {
  return new NotebookKernel(options);
}

class NotebookKernel implements Kernel {
  readonly #options: KernelOptions;
  readonly #hosts: OpenHosts;
  readonly #slots: Slots;
  readonly #runs: CellRuns;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#hosts = new OpenHosts(options.openHost);
    this.#slots = new Slots(this.#hosts, options.directory);
    this.#runs = new CellRuns(options, this.#hosts, this.#slots);
  }

  async run(request: CellRequest, sink: OutputSink, stop: AbortSignal = NEVER): Promise<RunResult> {
    const refused = refusal(request);
    if (refused) return judge(refused, request.attributes.expect, 0);
    const remark = remarkOnValues(request);
    if (remark) sink.notice(remark);
    const slot = this.#slot(request);
    const turn = slot.tail.then(() => this.#runInTurn(slot, { request, sink, stop }));
    slot.tail = turn.catch(() => undefined);
    return turn;
  }

  async restart(): Promise<void> {
    await this.#leave((host) => host.dispose(), { closed: false });
  }

  async detach(): Promise<void> {
    await this.#leave((host) => host.durable?.detach() ?? host.dispose(), { closed: true });
  }

  async dispose(): Promise<void> {
    await this.#leave((host) => host.dispose(), { closed: true });
  }

  async #leave(...how: Parameters<OpenHosts['leave']>): Promise<void> {
    this.#slots.clear();
    const gone = this.#hosts.leave(...how);
    this.#options.savedChanged?.();
    await gone;
  }

  async #runInTurn(slot: Slot, asked: Asked): Promise<RunResult> {
    const { request, sink, stop } = asked;
    const started = performance.now();
    // What waited for its turn when a restart came is dropped, as VS Code drops it.
    const inTurn = !stop.aborted && !this.#slots.hasLeft(slot);
    const ended = inTurn ? await this.#runs.run(slot, asked) : NOT_STARTED;
    const end = ended.kind === 'shell-ended' && this.#slots.hasLeft(slot) ? LEFT : ended;
    this.#runs.conclude(slot, end, sink);
    return judgeCell(end, request.attributes, performance.now() - started);
  }

  saved(): SavedKernel | undefined {
    const slots = this.#slots.all;
    const hosts = this.#hosts.opened.flatMap(([id, host]): SavedHost[] => {
      const sessions = slots.flatMap(({ host: own, session, inner }) => {
        const saved = own === host ? session?.saved() : undefined;
        return saved ? [saved, ...inner.saved().map((one) => ({ ...one, ...netnsOf(saved) }))] : [];
      });
      return host.durable && sessions.length > 0 ? [{ id, state: host.durable.state(), sessions }] : [];
    });
    return hosts.length > 0 ? { hosts } : undefined;
  }

  async reattach({ hosts }: SavedKernel): Promise<readonly Reattached[]> {
    const at = { hosts: this.#hosts, slots: this.#slots, runs: this.#runs };
    const reattached = await Promise.all(hosts.map((host) => reattachHost(at, host)));
    this.#options.savedChanged?.();
    return reattached.flat();
  }

  #slot({ attributes: { host, netns } }: CellRequest): Slot {
    return this.#slots.of(this.#runs.hostId(host), netns);
  }
}

const netnsOf = ({ netns }: SavedSession) => (netns === undefined ? {} : { netns });
