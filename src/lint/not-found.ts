// What a run says of programs that are not there, once it has ended.

import { lackedOn } from '../hosts/lacked.ts';
import { askForPrograms, packageOf } from '../hosts/packages.ts';
import { shellText } from '../kernel/cell-text.ts';
import type { Onlooker } from '../kernel/onlooker.ts';
import { type CellRequest, exitCodeOf, type OutputStream } from '../kernel/run-types.ts';
import { inWords, type Said } from '../words.ts';
import { programsRun } from './missing-programs.ts';
import { todayFor } from './old-commands.ts';
import { type ReadCell, readCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** The status with which shells, env(1) and their like say that there is no such program. */
const NOT_FOUND = 127;

/** Looks on while a cell runs, and names the programs that it uses and its host does not have, with their packages. */
export function missingProgramsIn(request: CellRequest): Onlooker {
  // Most cells need not be read.
  let read: { readonly cell: ReadCell; readonly used: ReadonlySet<string> } | undefined;
  const readOnce = () => {
    if (read) return read;
    const cell = readCell({ info: 'sh', text: shellText(request) });
    read = { cell, used: programsRun([cell.shell]) };
    return read;
  };
  // What is printed is no proof: the cell must use the program, and the host must not have it.
  const complaints = new Complaints((name) => readOnce().used.has(name));
  return {
    sees: (stream, chunk) => complaints.add(stream, chunk),
    says: async (end, host) => {
      const { names } = complaints;
      if (names.length === 0 && exitCodeOf(end) !== NOT_FOUND) return [];
      const { cell, used } = readOnce();
      const asked = names.length > 0 ? names : [...used];
      const missing = (await lackedOn(host, askForPrograms, asked)) ?? [];
      return missing.length > 0 ? noticesOf(missing, cell) : [];
    },
  };
}

function noticesOf(missing: readonly string[], cell: ReadCell): Said[] {
  const unpackaged = missing.filter((program) => packageOf(program) === undefined);
  const packaged = missing.filter((program) => packageOf(program) !== undefined);
  const [program = '', ...others] = packaged;
  const packages = [...new Set(packaged.map(packageOf))].join(' ');
  const what = [
    ...(packaged.length === 0
      ? []
      : others.length > 0
        ? [sayOfLint('missing-programs', packaged, packages)]
        : [sayOfLint('missing-program', program, packages)]),
    ...(unpackaged.length === 0 ? [] : [sayOfLint('missing-in-debian', unpackaged)]),
  ];
  const today = missing.flatMap((name) => todayFor(cell, name)).map(sameOf);
  const different = today.filter((one, at) => today.findIndex((each) => inWords(each) === inWords(one)) === at);
  return [...what, ...different.slice(0, MOST)];
}

/** Nobody reads more modern forms of one cell. */
const MOST = 4;

const sameOf = ({ commands, looks }: ReturnType<typeof todayFor>[number]): Said =>
  sayOfLint(looks ? 'shows-the-same' : 'does-the-same', commands.join(' && '));

/**
 * How programs say that another one is not there: `bash: line 1: brctl: command not found`, `exec of "brctl" failed: No such …`.
 * `Permission denied` is what execvp(3) gives where a directory of PATH may not be searched.
 */
const SAYS =
  /(?:^|[\s"'‘`/])([\w.+-]{1,40})["'’]?(?::| failed:) (?:command not found|not found|No such file or directory|Permission denied)\s*$|: command not found: ([\w.+-]{1,40})\s*$/;
/** Words that are in all of them. */
const SIGNS = ['not found', 'No such file', 'Permission denied'];
/** No such line is longer, in bytes. */
const LONGEST = 400;

/** The names of programs of which output says that they are not there. */
class Complaints {
  readonly #isUsed: (name: string) => boolean;
  readonly #names = new Set<string>();
  readonly #rest: Record<OutputStream, string> = { stdout: '', stderr: '' };

  constructor(isUsed: (name: string) => boolean) {
    this.#isUsed = isUsed;
  }

  get names(): readonly string[] {
    return [...this.#names];
  }

  add(stream: OutputStream, chunk: Buffer): void {
    const before = this.#rest[stream];
    const head = before + chunk.toString('utf8', 0, LONGEST);
    const isLong = chunk.length > LONGEST;
    this.#rest[stream] = isLong ? chunk.toString('utf8', chunk.length - LONGEST) : head.slice(-LONGEST);
    const isSaid = SIGNS.some((sign) => head.includes(sign) || (isLong && chunk.includes(sign)));
    if (!isSaid) return;
    for (const line of (before + chunk.toString()).split('\n')) {
      if (line.length > LONGEST || !SIGNS.some((sign) => line.includes(sign))) continue;
      const [, name, ofZsh] = SAYS.exec(line) ?? [];
      const found = name ?? ofZsh ?? '';
      if (this.#isUsed(found)) this.#names.add(found);
    }
  }
}
