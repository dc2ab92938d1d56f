// Cells that name the network card of their author's machine, where the sandbox's is called otherwise.
import { lanOf } from '../hosts/sandbox/lan.ts';
import { isUplinkName } from '../hosts/sandbox/uplink-name.ts';
import { type AuthorsUplink, authorsUplink, mayNameCard } from '../import/uplink.ts';
import { refusal } from '../kernel/cell-text.ts';
import { parseInfo } from '../notebook/attributes.ts';
import type { NotebookSettings } from '../notebook/front-matter.ts';
import type { Said } from '../words.ts';
import type { Finding } from './finding.ts';
import type { ReadCell } from './read-cell.ts';
import { sayOfLint } from './words.ts';

/** What the sandbox's uplink is called unless somebody asks for another name. */
const OWN = 'eth0';

/** What the uplink of a sandbox is to be, so that the commands of its cells mean what their author meant. */
export interface TakenUplink {
  readonly uplink: string;
  readonly uplinkAddress?: string;
  readonly uplinkGateway?: string;
  /** What is to be said of that: sentences. */
  readonly said: readonly Said[];
}

/**
 * The author's card, where cells use one, front matter names none, and it is not what the uplink is anyway. `outputs`: texts
 * that may show its address; `otherwise`: how another one is named.
 */
export function takenUplink(
  cells: readonly ReadCell[],
  outputs: readonly string[],
  settings: NotebookSettings,
  otherwise: Said | string,
): TakenUplink | undefined {
  const found = settings.uplink === undefined ? uplinkOf(cells, outputs) : undefined;
  if (!found || !isUplinkName(found.name)) return undefined;
  const { name } = found;
  const { said = [], ...address } = settings.uplinkAddress === undefined ? addressOf(found, settings) : {};
  if (name !== OWN) return { uplink: name, ...address, said: [sayOfLint('uplink-taken', name, otherwise), ...said] };
  return said.length > 0 ? { uplink: name, ...address, said: [sayOfLint('uplink-is-own', name), ...said] } : undefined;
}

/** The author's card, by the commands of the cells that run in the root netns of the notebook's own host. */
function uplinkOf(cells: readonly ReadCell[], outputs: readonly string[]): AuthorsUplink | undefined {
  return authorsUplink(
    cells.filter(runsInRootNetns).map(({ shell }) => shell),
    outputs,
    OWN,
  );
}

function runsInRootNetns({ info, text, language, reading }: ReadCell): boolean {
  const { attributes } = parseInfo(info);
  if (attributes.host !== undefined || attributes.netns !== undefined) return false;
  if (reading) return reading.kind !== 'unclear';
  // Output and drawings are no commands.
  return !refusal({ code: text, language, attributes })?.what.code.startsWith('shown-');
}

/** The author's address too, where commands take it for granted and the uplink can have it. */
function addressOf({ address, gateway, isAddressUsed }: AuthorsUplink, { internet = 'simulated' }: NotebookSettings) {
  if (address === undefined || !isAddressUsed) return {};
  if (internet !== 'simulated' || !lanOf(address)) return { said: [sayOfLint('uplink-without-address', address)] };
  const via = gateway !== undefined && lanOf(address, gateway) ? { uplinkGateway: gateway } : {};
  return { uplinkAddress: address, ...via, said: [sayOfLint('uplink-has-address', address)] };
}

/** The first word of the cells that names the author's card, where the uplink is called otherwise. */
export function otherUplink(
  cells: readonly ReadCell[],
  settings: NotebookSettings,
): { readonly cell: ReadCell; readonly finding: Finding } | undefined {
  if (settings.uplink !== undefined || !/^sandbox(?:@|$)/.test(settings.host ?? 'sandbox')) return undefined;
  // Most labs name none, and this is asked while they are written.
  if (!cells.some(({ shell }) => mayNameCard(shell, OWN))) return undefined;
  const name = uplinkOf(cells, [])?.name;
  if (name === undefined || name === OWN || !isUplinkName(name)) return undefined;
  for (const cell of cells.filter(runsInRootNetns)) {
    const word = cell.commands.flatMap(({ words }) => words).find(({ text }) => text === name);
    if (!word) continue;
    const span = { part: 'text', start: cell.offsetInCell(word.start), end: cell.offsetInCell(word.end) } as const;
    const what = sayOfLint('other-uplink', name, OWN);
    return { cell, finding: { ...span, what, severity: 'information', fixes: [], uplink: name } };
  }
  return undefined;
}
