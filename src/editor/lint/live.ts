import type * as vscode from 'vscode';
import type { Host } from '../../hosts/host.ts';
import { lackedOn } from '../../hosts/lacked.ts';
import { askForPrograms } from '../../hosts/packages.ts';
import type { Finding } from '../../lint/finding.ts';
import { missingNames, type NamesThere, namesThere, namesUsed } from '../../lint/missing-names.ts';
import { missingPrograms, programsUsed } from '../../lint/missing-programs.ts';
import type { ReadCell } from '../../lint/read-cell.ts';
import { parseInfo } from '../../notebook/attributes.ts';
import { type Made, madeBy, NOTHING_MADE } from '../../shell/made-names.ts';
import type { Followers } from '../topology/followers.ts';
import type { Target } from './target.ts';

/** What is found in cells by what is on their hosts. */
export type Live = ReadonlyMap<Target, readonly Finding[]>;

/** Finds what cells name and their running host does not have. */
export class LiveFindings {
  readonly #followers: Followers;
  /** Programs that were there: they stay. */
  readonly #programs = new WeakMap<Host, Set<string>>();

  constructor(followers: Followers) {
    this.#followers = followers;
  }

  async of(
    notebook: vscode.NotebookDocument,
    targets: readonly Target[],
    readOf: (target: Target) => ReadCell | undefined,
  ): Promise<Live> {
    const found = new Map<Target, readonly Finding[]>();
    // Most notebooks that are open do not run.
    if (!this.#followers.of(notebook)) return found;
    const cells = targets.flatMap((target) => {
      const read = target.settings ? undefined : readOf(target);
      return read ? [{ target, read, host: parseInfo(read.info).attributes.host }] : [];
    });
    const names = new Set(cells.map(({ host }) => host));
    for (const name of names) {
      // Where cells name their hosts, that of the others is not known here.
      if (name === undefined && names.size > 1) continue;
      const own = cells.filter(({ host }) => host === name);
      for (const [target, findings] of await this.#ofHost(notebook, name, own)) found.set(target, findings);
    }
    return found;
  }

  async #ofHost(notebook: vscode.NotebookDocument, name: string | undefined, cells: readonly Cell[]): Promise<Live> {
    const host = this.#followers.of(notebook, name)?.host;
    const topology = host && (await this.#followers.glance(notebook, name));
    if (!topology) return new Map();
    const there = namesThere(topology);
    const ofNames = namesMissing(cells, there);
    const missing = await this.#missing(
      host,
      cells.flatMap(({ read }) => programsUsed(read).map(({ program }) => program)),
    );
    const found = cells.map(({ target, read }, index) => {
      const used = missing.size > 0 ? programsUsed(read).filter(({ program }) => missing.has(program)) : [];
      const above = used.length > 0 ? cells.slice(0, index + 1).map((one) => one.read.shell) : [];
      return [target, [...(ofNames.get(target) ?? []), ...missingPrograms(used, missing, host.label, above)]] as const;
    });
    return new Map(found.filter(([, findings]) => findings.length > 0));
  }

  /** Which of some programs a host does not have. */
  async #missing(host: Host, programs: readonly string[]): Promise<ReadonlySet<string>> {
    const known = this.#programs.get(host) ?? new Set();
    this.#programs.set(host, known);
    const asked = [...new Set(programs)].filter((program) => !known.has(program));
    try {
      const lacked = await lackedOn(host, askForPrograms, asked);
      if (!lacked) return new Set();
      const missing = new Set(lacked);
      for (const program of asked) if (!missing.has(program)) known.add(program);
      return missing;
    } catch {
      // The host has just ended.
      return new Set();
    }
  }
}

interface Cell {
  readonly target: Target;
  readonly read: ReadCell;
}

/** The names that are missing; what cells make is read only where there may be one. */
function namesMissing(cells: readonly Cell[], there: NamesThere): Live {
  const used = cells.map(({ read }) => namesUsed(read, there));
  const last = used.findLastIndex((names) => names.length > 0);
  const found = new Map<Target, readonly Finding[]>();
  let made: Made = NOTHING_MADE;
  for (const [index, { target, read }] of cells.slice(0, last + 1).entries()) {
    made = madeBy(read.shell, made);
    const names = used[index] ?? [];
    if (names.length > 0) found.set(target, missingNames(names, there, made));
  }
  return found;
}
