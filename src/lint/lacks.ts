import type { Onlooker } from '../kernel/onlooker.ts';
import type { CellRequest } from '../kernel/run-types.ts';
import type { Said } from '../words.ts';
import { missingLinkTypesIn } from './link-types.ts';
import { missingProgramsIn } from './not-found.ts';
import type { LintCode } from './words.ts';

/** Looks on while a cell runs, and names what it uses and its host does not have: programs, link types. */
export function lacksIn(request: CellRequest): Onlooker {
  const all = [missingProgramsIn(request), missingLinkTypesIn(request)];
  return {
    sees: (stream, chunk) => {
      for (const one of all) one.sees(stream, chunk);
    },
    says: async (end, host) => (await Promise.all(all.map((one) => one.says(end, host)))).flat(),
  };
}

/** What it says of them. */
const LACKS: ReadonlySet<string> = new Set([
  'missing-program',
  'missing-programs',
  'missing-in-debian',
  'no-link-type',
  'no-link-types',
  'no-module',
] satisfies readonly LintCode[]);

/** Whether a notice says that the host does not have what the cell needs. */
export const saysLack = ({ code }: Said): boolean => LACKS.has(code);
