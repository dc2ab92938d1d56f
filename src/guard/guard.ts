import { type CatalogHost, isReal } from '../hosts/catalog.ts';
import type { Host } from '../hosts/host.ts';
import { asOneText } from '../import/inner-shells.ts';
import { shellText } from '../kernel/cell-text.ts';
import { type CellRequest, type Guard, type Refusal, sessionKey } from '../kernel/run-types.ts';
import { onlyReads } from '../notebook/magics.ts';
import { mayBeAnything } from '../shell/fields.ts';
import type { Said } from '../words.ts';
import { isReadOnly } from './read-only.ts';
import { keyOf, type Risk } from './risk.ts';
import { type Before, readRisks } from './risks-of-text.ts';
import { hasAddress, mayReplaceRoute, readUplinks, type Uplinks } from './uplinks.ts';
import { sayRefusal } from './words.ts';

/** What is asked before cells touch the real network of a machine. */
export interface GuardQuestions {
  /** The host of that id. Undefined: there is none, as opening it says. */
  hostOf(id: string): Pick<CatalogHost, 'id' | 'label' | 'sandbox'> | undefined;
  /** Whether the file, and not the user, says that the cell runs on the host of that id. */
  isOfFile(request: CellRequest, id: string): boolean | Promise<boolean>;
  /** Whether the notebook may run on that machine and change it. Asked once for each host. */
  mayChange(host: GuardedHost): Promise<boolean>;
  /** Whether a cell may do this. What was agreed to is not asked again. */
  mayRisk(host: GuardedHost, risks: readonly Risk[]): Promise<boolean>;
}

type GuardedHost = Pick<CatalogHost, 'id' | 'label'>;

/** For one notebook. */
export function makeGuard(questions: GuardQuestions): Guard {
  const changes = new Map<string, Promise<boolean>>();
  const agreed = new Set<string>();
  /** By session: what its cells so far mean for the next one. */
  const before = new Map<string, Before>();

  const mayChange = async (host: GuardedHost): Promise<Refusal | undefined> => {
    const { id, label } = host;
    const asked = changes.get(id) ?? questions.mayChange(host);
    changes.set(id, asked);
    const may = await asked.catch((error) => {
      changes.delete(id);
      throw error;
    });
    if (may) return undefined;
    changes.delete(id);
    return refused(sayRefusal('host-not-agreed', label));
  };

  const mayDo = async (host: Host, all: readonly Risk[]): Promise<Refusal | undefined> => {
    const unwilling = await mayChange(host);
    if (unwilling) return unwilling;
    const risks = (await present(all, host)).filter((risk) => !agreed.has(`${host.id} ${keyOf(risk)}`));
    if (risks.length === 0) return undefined;
    if (!(await questions.mayRisk(host, risks))) return refused(sayRefusal('risk-not-agreed'));
    for (const risk of risks) agreed.add(`${host.id} ${keyOf(risk)}`);
    return undefined;
  };

  return {
    mayOpen: async (request, id) => {
      const listed = questions.hostOf(id);
      if (!listed || !isReal(listed) || !(await questions.isOfFile(request, id))) return undefined;
      return mayChange(listed);
    },
    mayRun: async (request, host) => {
      if (!isReal(host) || onlyReads(shellText(request))) return undefined;
      const text = asOneText(shellText(request), request.within ?? []);
      const { netns } = request.attributes;
      const session = sessionKey(host.id, netns);
      const { risks: all, after } = readRisks(text, { elsewhere: netns !== undefined, before: before.get(session) });
      if (all.length > 0 || !isReadOnly(text)) {
        const refusal = await mayDo(host, all);
        if (refusal) return refusal;
      }
      before.set(session, after);
      return undefined;
    },
  };
}

/** Without what is no risk on this machine. */
async function present(risks: readonly Risk[], host: Host): Promise<Risk[]> {
  if (
    risks.every(
      ({ ifUplink, unlessUplink, ifRoute, ifAddress, ifPeer, ifMetric }) =>
        (ifUplink ?? unlessUplink ?? ifRoute ?? ifAddress ?? ifPeer ?? ifMetric) === undefined,
    )
  )
    return [...risks];
  const uplinks = await readUplinks(host);
  return risks.filter((risk) => !uplinks || isPresent(risk, uplinks));
}

const isPresent = ({ ifUplink, unlessUplink, ifRoute, ifAddress, ifPeer, ifMetric }: Risk, uplinks: Uplinks): boolean =>
  (ifUplink === undefined || uplinks.links.some((link) => mayBe(ifUplink, link))) &&
  (unlessUplink === undefined || !uplinks.links.includes(unlessUplink)) &&
  (ifRoute === undefined || mayReplaceRoute(ifRoute, uplinks)) &&
  (ifAddress === undefined || ifAddress.some((prefix) => hasAddress(prefix, uplinks.addresses))) &&
  (ifMetric === undefined || ifMetric <= uplinks.metric) &&
  (ifPeer === undefined || hasAddress(ifPeer, uplinks.peers));

/** Whether a word of shell may be that name: a variable in it, a substitution, a pattern or braces may be anything. */
function mayBe(word: string, name: string): boolean {
  if (!mayBeAnything(word)) return word === name;
  if (!name.startsWith(/^[^$`*?[{]*/.exec(word)?.[0] ?? '')) return false;
  // Only after a plain variable is it clear where its end is.
  const [, last] = /^[^$`*?[{]*(?:\$(?:\w+(?!\w)|\{\w+\})([^$`*?[{]*))+$/.exec(word.slice(0, 1000)) ?? [];
  return last === undefined || word.length > 1000 || name.endsWith(last);
}

const refused = (what: Said): Refusal => ({ kind: 'refused', what, remedy: sayRefusal('use-sandbox') });
