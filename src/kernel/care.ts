import type { Host } from '../hosts/host.ts';
import { shellText } from './prepare.ts';
import { isReadOnly } from './read-only.ts';
import { type Risk, risksOf } from './risks.ts';
import type { CellRequest, RunEnd } from './run.ts';
import { readUplinks } from './uplinks.ts';

/** What is asked before cells touch the real network of a machine. */
export interface CareQuestions {
  /** Whether the notebook may change that machine at all. Asked once for each host. */
  mayChange(host: Host): Promise<boolean>;
  /** Whether a cell may do this. What was agreed to is not asked again. */
  mayRisk(host: Host, risks: readonly Risk[]): Promise<boolean>;
}

/** Why a cell must not be run on that host, or undefined. */
export type Approve = (request: CellRequest, host: Host) => Promise<Refusal | undefined>;
type Refusal = Extract<RunEnd, { kind: 'refused' }>;

/** For one notebook. In a sandbox nothing is asked: it is there to be broken. */
export function makeCare(questions: CareQuestions): Approve {
  const changes = new Map<string, Promise<boolean>>();
  const agreed = new Set<string>();

  const mayChange = async (host: Host): Promise<boolean> => {
    const asked = changes.get(host.id) ?? questions.mayChange(host);
    changes.set(host.id, asked);
    const may = await asked.catch((error) => {
      changes.delete(host.id);
      throw error;
    });
    if (!may) changes.delete(host.id);
    return may;
  };

  return async (request, host) => {
    if (host.id.startsWith('sandbox')) return undefined;
    const text = shellText(request);
    if (isReadOnly(text)) return undefined;
    if (!(await mayChange(host))) return refused(`Not run: you did not agree to change ${host.label}.`);
    if (request.attributes.netns !== undefined) return undefined;
    const risks = (await present(risksOf(text), host)).filter(({ what }) => !agreed.has(`${host.id} ${what}`));
    if (risks.length === 0) return undefined;
    if (!(await questions.mayRisk(host, risks))) return refused('Not run: you did not agree to it.');
    for (const { what } of risks) agreed.add(`${host.id} ${what}`);
    return undefined;
  };
}

/** Without what is no risk on this machine. */
async function present(risks: readonly Risk[], host: Host): Promise<Risk[]> {
  if (risks.every(({ ifUplink }) => ifUplink === undefined)) return [...risks];
  const uplinks = await readUplinks(host);
  return risks.filter(({ ifUplink }) => ifUplink === undefined || uplinks.some((link) => mayBe(ifUplink, link)));
}

/** Whether a word of shell may be that name: a variable in it may hold anything. */
function mayBe(word: string, name: string): boolean {
  const literals = word.split(/\$(?:\w+|\{[^}]*\}|\([^)]*\)|[@*])?/);
  if (literals.length === 1) return word === name;
  const [first = '', last = ''] = [literals[0], literals.at(-1)];
  return name.length >= first.length + last.length && name.startsWith(first) && name.endsWith(last);
}

function refused(message: string): Refusal {
  return { kind: 'refused', message, remedy: 'A sandbox needs no such question: nothing outside of it changes.' };
}
