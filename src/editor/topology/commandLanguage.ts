import * as vscode from 'vscode';
import { netnsAfter } from '../../import/inner-shells.ts';
import { spokenOf } from '../../outline/line-text.ts';
import { linkNode } from '../../outline/links.ts';
import { netnsNode, netnsSummary } from '../../outline/outline.ts';
import {
  cellOfDocument,
  commandTextsBefore,
  infoOf,
  offsetIn,
  positionIn,
  requestInPlace,
  shellTextOf,
  textOf,
} from '../cells/cells.ts';
import type { Followers } from './followers.ts';
import { type Completion, completionsFor, type Lookup, type Named, namedAt } from './lookup.ts';
import { type MagicOffer, magicAt, magicOffersFor } from './magicOffers.ts';
import { tooltipOf } from './tree.ts';
import { type ExplainedWord, explainedAt, type WordOffer, wordOffersFor } from './wordOffers.ts';

const KINDS: Readonly<Record<Completion['sort'], vscode.CompletionItemKind>> = {
  netns: vscode.CompletionItemKind.Module,
  link: vscode.CompletionItemKind.Interface,
  master: vscode.CompletionItemKind.Interface,
  address: vscode.CompletionItemKind.Constant,
  prefix: vscode.CompletionItemKind.Constant,
  'iptables-chain': vscode.CompletionItemKind.Reference,
  'ip6tables-chain': vscode.CompletionItemKind.Reference,
  'nft-chain': vscode.CompletionItemKind.Reference,
  'nft-table': vscode.CompletionItemKind.Reference,
};

const WORD_KINDS: Readonly<Record<WordOffer['sort'], vscode.CompletionItemKind>> = {
  option: vscode.CompletionItemKind.Property,
  command: vscode.CompletionItemKind.Method,
  word: vscode.CompletionItemKind.Keyword,
  value: vscode.CompletionItemKind.EnumMember,
};

const MAGIC_KINDS: Readonly<Record<MagicOffer['sort'], vscode.CompletionItemKind>> = {
  magic: vscode.CompletionItemKind.Event,
  netns: KINDS.netns,
  link: KINDS.link,
  address: KINDS.address,
  word: WORD_KINDS.word,
  reason: vscode.CompletionItemKind.EnumMember,
};

/** What completion offers: the words of programs, and the names that the live topology holds. */
export async function completionItems(
  followers: Followers,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[] | undefined> {
  const cell = cellOfDocument(document);
  if (!cell) return undefined;
  const line = document.lineAt(position.line).text.slice(0, position.character);
  const { host } = infoOf(cell).attributes;
  const magics = await magicOffersFor(line, () => followers.glance(cell.notebook, host), vscode.l10n.t);
  if (magics)
    return magics.items.map((each, rank) => magicItem(each, rank, position.with({ character: magics.from }), position));
  const text = textOf(document);
  const written = (await shellTextOf(document)).slice(0, offsetIn(text, position));
  const words = wordOffersFor(written);
  const nowhere = { ...NOTHING, texts: [...(await commandTextsBefore(cell)), written] };
  // Most places take no name: they need no topology.
  const takesName = completionsFor(written, nowhere, words?.names) !== undefined;
  const lookup = takesName ? await lookupFor(cell, followers, written) : undefined;
  const names = completionsFor(written, { ...nowhere, ...lookup, texts: nowhere.texts }, words?.names);
  const rangeFrom = (from: number) => new vscode.Range(positionIn(text, from), position);
  return [
    ...(names?.items.map((each) => nameItem(each, rangeFrom(names.from))) ?? []),
    ...(words?.items.map((each, rank) => wordItem(each, rank, rangeFrom(words.from))) ?? []),
  ].filter(({ range }) => range instanceof vscode.Range && range.isSingleLine);
}

function nameItem({ sort, label, insert, filter, detail }: Completion, range: vscode.Range): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, description: detail }, KINDS[sort]);
  item.insertText = insert;
  item.filterText = filter;
  item.range = range;
  // What is there comes before what might be said.
  item.sortText = `0${label}`;
  return item;
}

function magicItem(
  { sort, label, insert, detail }: MagicOffer,
  rank: number,
  from: vscode.Position,
  to: vscode.Position,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, description: detail }, MAGIC_KINDS[sort]);
  item.insertText = insert;
  item.filterText = insert;
  item.range = new vscode.Range(from, to);
  item.sortText = String(rank).padStart(4, '0');
  return item;
}

function wordItem(offer: WordOffer, rank: number, range: vscode.Range): vscode.CompletionItem {
  const { label, takes, says, brief, since, sort, isOtherName } = offer;
  const item = new vscode.CompletionItem({ label, description: brief }, WORD_KINDS[sort]);
  item.detail = `${label}${takes}`;
  item.documentation = sentenceOf(says, since);
  item.range = range;
  item.sortText = `${isOtherName ? 2 : 1}${String(rank).padStart(4, '0')}`;
  return item;
}

/** `appendText` would keep the words of a sentence on one line. */
function sentenceOf(says: string, since: string | undefined): vscode.MarkdownString {
  const text = since === undefined ? says : `${says} (${since})`;
  return new vscode.MarkdownString(text.replaceAll(/[\\`*_[\]<>|~#$]/g, '\\$&'));
}

/** What hover says of a word or a name. */
export async function hoverAt(
  followers: Followers,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const cell = cellOfDocument(document);
  if (!cell) return undefined;
  const magic = magicAt(document.lineAt(position.line).text, position.character, vscode.l10n.t);
  if (magic) {
    const range = new vscode.Range(position.line, magic.start, position.line, magic.end);
    return new vscode.Hover(wordTooltip({ ...magic, since: undefined }), range);
  }
  const text = await shellTextOf(document);
  const offset = offsetIn(text, position);
  const explained = explainedAt(text, offset);
  if (explained) return hoverOf(wordTooltip(explained), text, explained);
  const lookup = await lookupFor(cell, followers, text.slice(0, offset));
  const named = lookup && namedAt(text, offset, lookup);
  return named && hoverOf(nameTooltip(named, lookup), text, named.word);
}

const hoverOf = (tooltip: vscode.MarkdownString, text: string, { start, end }: { start: number; end: number }) =>
  new vscode.Hover(tooltip, new vscode.Range(positionIn(text, start), positionIn(text, end)));

const wordTooltip = ({ signature, says, since }: Pick<ExplainedWord, 'signature' | 'says' | 'since'>) =>
  new vscode.MarkdownString().appendCodeblock(signature, 'sh').appendMarkdown(sentenceOf(says, since).value);

function nameTooltip({ netns, link }: Named, { topology, t }: Lookup): vscode.MarkdownString {
  const outlining = { topology, hostNode: '' };
  const node = link ? linkNode(netns, link, outlining) : netnsNode(netns, outlining);
  const facts = link ? node.facts : netnsSummary(netns, topology, t);
  return tooltipOf(spokenOf(node, t), facts);
}

const NOTHING: Lookup = {
  topology: { format: 1, host: { id: '', label: '' }, extent: 'links', root: '', netns: [], unread: [] },
  cellNetns: undefined,
  texts: [],
  t: vscode.l10n.t,
};

/** What names are looked up in for a cell behind a text of it, its texts apart; undefined where no host runs for it. */
async function lookupFor(cell: vscode.NotebookCell, followers: Followers, before: string): Promise<Lookup | undefined> {
  const { host } = infoOf(cell).attributes;
  if (!followers.of(cell.notebook, host)) return undefined;
  const topology = await followers.glance(cell.notebook, host);
  if (!topology) return undefined;
  const { attributes, within = [] } = await requestInPlace(cell);
  return { ...NOTHING, topology, cellNetns: netnsAfter(before, within) ?? attributes.netns };
}
