import type { Host } from '../hosts/host.ts';
import type { Said } from '../words.ts';
import { InnerShells } from './inner-shells.ts';
import type { Session } from './session.ts';

/** The shell of one host and netns, and the cells that wait for it. */
export class Slot {
  session: Session | undefined;
  /** The shells that cells have started within it. */
  readonly inner = new InnerShells();
  /** Where the session runs. */
  host: Host | undefined;
  /** What is said when the next shell is started: why it is not the one before. */
  whyFresh: Said | undefined;
  /** Settled when the last of the cells that were asked for has ended. */
  tail: Promise<unknown> = Promise.resolve();

  /** Its shell is no more. */
  lose(whyFresh?: Said): void {
    this.session = undefined;
    void this.inner.leave([]);
    this.whyFresh = whyFresh;
  }
}
