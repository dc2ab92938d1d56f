import * as vscode from 'vscode';
import type { ShownWay } from '../../diagram/messages.ts';
import type { Picture } from '../../diagram/picture.ts';
import type { Flow } from '../../explain/flow.ts';
import type { Trace } from '../../explain/trace.ts';
import { netnsById } from '../../topology/find.ts';
import type { NetnsId, Topology } from '../../topology/model.ts';

/** The flow whose way a diagram shows, followed anew through each topology that comes: the way is always that of now. */
export class LiveWay {
  #flow: Flow | undefined;
  #last: { readonly flow: Flow; readonly topology: Topology; readonly trace: Trace } | undefined;
  #shown: ShownWay | undefined;

  ask(flow: Flow | undefined): void {
    this.#flow = flow;
    if (!flow) this.#shown = undefined;
  }

  /** What the way passes: to be drawn although it could be folded. */
  async netns(topology: Topology): Promise<readonly NetnsId[]> {
    const { there = [], back = [] } = (await this.#trace(topology)) ?? {};
    return [...new Set([...there, ...back].map(({ netns }) => netns))];
  }

  async on(topology: Topology, picture: Picture): Promise<ShownWay | undefined> {
    const trace = await this.#trace(topology);
    const { wayOn } = await import('../../diagram/way.ts');
    this.#shown = trace && wayOn(topology, picture, trace, vscode.l10n.t);
    return this.#shown;
  }

  /** Where a step of what is shown is. */
  step(at: number): ShownWay['steps'][number] | undefined {
    return this.#shown?.steps[at];
  }

  /** None while not all has been read. Whose namespace has gone asks no more. */
  async #trace(topology: Topology): Promise<Trace | undefined> {
    const flow = this.#flow;
    if (!flow || topology.extent !== 'full') return undefined;
    if (this.#last?.flow === flow && this.#last.topology === topology) return this.#last.trace;
    if (!netnsById(topology, flow.from)) {
      this.ask(undefined);
      return undefined;
    }
    const { trace } = await import('../../explain/explain.ts');
    this.#last = { flow, topology, trace: trace(topology, flow) };
    return this.#last.trace;
  }
}
