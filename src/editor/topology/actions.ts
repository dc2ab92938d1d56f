import * as vscode from 'vscode';
import { typedName } from '../../explain/arguments.ts';
import { isReal } from '../../hosts/catalog.ts';
import { shownText } from '../../outline/line-text.ts';
import type { OutlineNode } from '../../outline/node.ts';
import { printable } from '../../printable.ts';
import { shellCommand } from '../../shell/quote.ts';
import { shownAddresses } from '../../topology/addresses.ts';
import { addAddress, addRoute, deleteLink, deleteNetns, inNetns, ping, setLink } from '../../topology/argv.ts';
import { linkById, netnsById } from '../../topology/find.ts';
import type { Link, Netns, Topology } from '../../topology/model.ts';
import { waysOut } from '../../topology/routes.ts';
import type { Said } from '../../words.ts';
import { directoryOf } from '../cells/cells.ts';
import { confirmed, enterFor, localisedText, showError, showStatus } from '../messages.ts';
import { type PickItem, pickOrType } from '../pickOrType.ts';
import { plainLabel } from '../plainText.ts';
import { openTerminal } from '../running/terminal.ts';
import { requireTrust } from '../running/trust.ts';
import type { Followed } from './followers.ts';
import { promptedShell } from './promptedShell.ts';
import type { RunCommand } from './runCommand.ts';
import { addressFault, freeAddress, likelyRoute, routeFault, wordsOf } from './typed.ts';

/** What a line of the tree stands for now. */
export interface Target {
  readonly host: Followed;
  readonly topology: Topology;
  readonly netns: Netns;
  readonly link?: Link;
}

export function targetOf(host: Followed | undefined, netnsId?: string, linkId?: string): Target | undefined {
  const topology = host?.topology;
  const netns = topology && netnsId !== undefined ? netnsById(topology, netnsId) : undefined;
  if (!host || !topology || !netns) return undefined;
  const link = linkId === undefined ? undefined : linkById(topology, linkId)?.link;
  return { host, topology, netns, ...(link ? { link } : {}) };
}

export async function switchLink({ host, netns, link }: Target, state: 'up' | 'down', run: RunCommand): Promise<void> {
  if (link) await run(host, setLink(netns, link, state));
}

export async function removeLink({ host, netns, link }: Target, run: RunCommand): Promise<void> {
  const { t } = vscode.l10n;
  if (!link) return;
  const question = t('Delete link {0} in {1}?', link.ifname, netns.label);
  const detail = link.peer
    ? t('Its addresses and routes go with it, and so does the other end of the cable.')
    : t('Its addresses and routes go with it.');
  if (await mayDelete(host, question, detail)) await run(host, deleteLink(netns, link));
}

export async function removeNetns({ host, netns }: Target, run: RunCommand): Promise<void> {
  const { t } = vscode.l10n;
  const [name] = netns.names;
  if (name === undefined) return;
  const question = t('Delete network namespace {0}?', name);
  const detail = t('Its links, addresses, routes and firewall rules go with it, unless something else still holds it.');
  if (await mayDelete(host, question, detail)) await run(host, deleteNetns(name));
}

const mayDelete = ({ host }: Followed, question: string, detail: string): Promise<boolean> =>
  confirmed(question, detail, vscode.l10n.t('Delete'), enterFor(isReal(host)));

/** Asks for an address, and adds it. */
export async function addAddressTo({ host, topology, netns, link }: Target, run: RunCommand): Promise<void> {
  if (!link) return;
  const title = vscode.l10n.t('Add an address to {0} in {1}', plainLabel(link.ifname), plainLabel(netns.label));
  const fault = (text: string) => addressFault(text, link);
  const address = await typed(title, freeAddress(topology, link), '10.0.0.1/24', fault);
  if (address !== undefined) await run(host, addAddress(netns, link, address));
}

/** Asks for a route, and adds it. */
export async function addRouteTo({ host, topology, netns }: Target, run: RunCommand): Promise<void> {
  const title = vscode.l10n.t('Add a route to {0}', plainLabel(netns.label));
  const fault = (text: string) => routeFault(text, netns);
  const route = await typed(title, likelyRoute(topology, netns), 'default via 10.0.0.1', fault);
  if (route !== undefined) await run(host, addRoute(netns, wordsOf(route)));
}

/** What a person types, without blanks around it; nothing while there is something wrong with it. */
async function typed(
  title: string,
  value: string | undefined,
  example: string,
  faultOf: (text: string) => Said | undefined,
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    value: value ?? '',
    placeHolder: vscode.l10n.t('For example: {0}', example),
    validateInput: (now) => {
      const fault = now.trim() === '' ? undefined : faultOf(now);
      return fault && localisedText(fault);
    },
  });
  return text?.trim() || undefined;
}

/** Takes away an address or a route, by the command that its line has. */
export async function removeEntry(
  { host, netns }: Target,
  what: 'address' | 'route',
  { label, subject }: OutlineNode,
  run: RunCommand,
): Promise<void> {
  const { t } = vscode.l10n;
  if (!subject.removedBy) return;
  const name = shownText(label, t);
  const [question, detail] =
    what === 'address'
      ? [t('Delete address {0} in {1}?', name, netns.label), t('The routes that need it go with it.')]
      : [t('Delete route {0} in {1}?', name, netns.label), t('Packets then take another route, or find none.')];
  if (await mayDelete(host, question, detail)) await run(host, subject.removedBy);
}

/** Opens a shell there, in a terminal. */
export async function openShell({ host, netns }: Target): Promise<void> {
  if (!(await requireTrust())) return;
  const real = isReal(host.host);
  const place = printable(netns.label);
  const prompt = real ? vscode.l10n.t('{0} on {1}', place, localisedText(host.host.label)) : place;
  const shell = promptedShell(prompt, real ? 'real' : 'sandbox');
  const argv = host.host.terminal?.(inNetns(netns, ...shell), directoryOf(host.notebook));
  if (argv) openTerminal(host, place, argv);
  else showError(vscode.l10n.t('This host has no terminal.'));
}

/** Asks for a target, offering the namespaces and addresses there are, and explains in a cell whether it is reached from here. */
export async function explainFrom({ host, topology, netns }: Target, run: RunCommand): Promise<void> {
  const { t } = vscode.l10n;
  const names = topology.netns.filter(({ id }) => id !== netns.id).map((other) => typedName(topology, other));
  const target = await pickOrType({
    title: t('Why does {0} not reach…?', plainLabel(netns.label)),
    placeholder: t('Choose a namespace or an address, or type one'),
    items: [...names.map((name) => ({ label: plainLabel(name), value: name })), ...addressItems(topology, netns)],
  });
  if (target !== undefined) await run(host, ['%explain', typedName(topology, netns), target], { isMagic: true });
}

/** Asks for an address, offering those there are, and pings it from here. */
export async function pingFrom({ host, topology, netns }: Target, run: RunCommand): Promise<void> {
  const { t } = vscode.l10n;
  const address = await pickOrType({
    title: t('Ping from {0} to…', plainLabel(netns.label)),
    placeholder: t('Choose an address, or type one'),
    items: addressItems(topology, netns),
  });
  if (address !== undefined) await run(host, ping(netns, address), { showsOutput: true });
}

function addressItems(topology: Topology, from: Netns): PickItem[] {
  const items = topology.netns.flatMap((netns) =>
    netns.links.flatMap((link) =>
      shownAddresses(link)
        .filter(({ local }) => local !== undefined)
        .map(({ local = '' }) => ({
          label: local,
          description: `${plainLabel(link.ifname)} · ${plainLabel(netns.label)}${netns === from ? ` · ${vscode.l10n.t('itself')}` : ''}`,
        })),
    ),
  );
  const gateways = waysOut(from).flatMap(({ gateway }) => gateway ?? []);
  const outside = [...new Set(gateways)]
    .filter((gateway) => !items.some(({ label }) => label === gateway))
    .map((label) => ({ label, description: vscode.l10n.t('gateway') }));
  return [...items, ...outside];
}

/** As the kernel has it; of a line that stands for nothing with a name, what it says. */
export const nameOf = (line: OutlineNode | undefined): string | undefined =>
  line && (line.subject.name ?? shownText(line.label, vscode.l10n.t));

export async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  showStatus(vscode.l10n.t('Copied: {0}', text), 4000);
}

export const copyCommand = (argv: readonly string[] | undefined) => copy(argv && shellCommand(argv));
