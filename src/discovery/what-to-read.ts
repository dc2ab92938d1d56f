import type { KernelEvent } from './reader.ts';

/** What has to be read again, as the kernel's events and the user's wishes have it. */
export interface Work {
  /** Which namespaces there are. */
  readonly list: boolean;
  /** Everything: events were lost. */
  readonly all: boolean;
  /** What has no event, everywhere. */
  readonly eventless: boolean;
  /** The nsids of namespaces that are gone: what is read of them now is another's. */
  readonly gone: readonly number[];
  /** By nsid (undefined: the root netns): the parts, as agent.pl names them. */
  readonly parts: ReadonlyMap<number | undefined, string>;
}

const NOTHING: Work = { list: false, all: false, eventless: false, gone: [], parts: new Map() };

/** Events are marks only: what they say is not used (ip-monitor(8) names interfaces wrongly, and some say less than happened). */
const PARTS: ReadonlyMap<string, string> = new Map<string, string>([
  ['link', 'i'],
  ['conf', 's'],
  ['nft', 'f'],
]);

/** Gathers what is dirty until it is taken. */
export class Dirty {
  #work: Work = NOTHING;

  get isEmpty(): boolean {
    return this.#work === NOTHING;
  }

  /** Whether somebody waits for it. */
  get isUrgent(): boolean {
    return this.#work.eventless;
  }

  add({ nsid, kinds }: KernelEvent): void {
    const before = this.#work.parts.get(nsid) ?? '';
    const added = kinds.map((kind) => PARTS.get(kind) ?? '').filter((part) => !before.includes(part));
    this.#work = {
      ...this.#work,
      // Another namespace's list of nsids does not concern us: its links show what matters.
      list: this.#work.list || (nsid === undefined && kinds.includes('list')),
      all: this.#work.all || kinds.includes('lost'),
      gone: nsid !== undefined && kinds.includes('gone') ? [...this.#work.gone, nsid] : this.#work.gone,
      parts: added.length === 0 ? this.#work.parts : new Map([...this.#work.parts, [nsid, before + added.join('')]]),
    };
  }

  /** Looks for new and gone namespaces. */
  addList(): void {
    this.#work = { ...this.#work, list: true };
  }

  addEventless(): void {
    this.#work = { ...this.#work, list: true, eventless: true };
  }

  take(): Work {
    const work = this.#work;
    this.#work = NOTHING;
    return work;
  }
}
