import * as vscode from 'vscode';
import type { Diagram } from '../../diagram/diagram.ts';
import { items } from '../../diagram/items.ts';
import { keyOf } from '../../diagram/keys.ts';
import type { Item, Shown, ShownWay } from '../../diagram/messages.ts';
import { HIDDEN_WORDS, hiddenTexts, ITEM_WORDS } from '../../diagram/words.ts';
import { isReal } from '../../hosts/catalog.ts';
import { printable } from '../../printable.ts';
import type { NetnsId, Topology } from '../../topology/model.ts';
import { localisedText } from '../messages.ts';
import type { Followed } from '../topology/followers.ts';
import { localised } from './localised.ts';
import { menuContext } from './menus.ts';

export interface ShownParts {
  readonly followed: Followed;
  /** What it has now. */
  readonly topology: Topology;
  readonly drawn: Diagram;
  /** Keys of what is to stay marked. */
  readonly recent: readonly string[];
  readonly focus: NetnsId | undefined;
  readonly way: ShownWay | undefined;
  /** The id of the host whose diagram it is. */
  readonly panel: string;
}

/** What the page is sent of a picture, in the user's language. */
export function shownOf({ followed, topology, drawn, recent, focus, way, panel }: ShownParts): Shown {
  const { lost, problem, notebook, host } = followed;
  const focused = topology.netns.find(({ id }) => id === focus);
  const { boxes, nodes, hidden } = drawn.picture;
  const subjects = new Map([...boxes, ...nodes].map(({ subject }) => [keyOf(subject), subject]));
  const withMenu = (item: Item): Item => {
    const subject = subjects.get(item.key);
    const context = subject && menuContext(followed, panel, item.key, subject);
    return context ? { ...item, context } : item;
  };
  const since = lost?.since.toLocaleTimeString() ?? '';
  const real = isReal(host);
  return {
    title: `${real ? '⚠ ' : ''}${localisedText(host.label)} · ${fileName(notebook.uri)}`,
    isReal: real,
    structure: drawn.structure,
    items: items(topology, drawn.picture, localised(ITEM_WORDS)).map(withMenu),
    hidden: hiddenTexts(hidden, localised(HIDDEN_WORDS)),
    context: { netlabItem: focused ? 'background focused' : 'background', panel },
    recent,
    ...(way
      ? { way, moves: vscode.workspace.getConfiguration('netlab').get<boolean>('diagram.animatePacket') === true }
      : {}),
    ...(focused ? { focus: printable(focused.label) } : {}),
    ...(problem === undefined ? {} : { problem: localisedText(problem) }),
    ...(lost ? { lost: vscode.l10n.t('Not reached since {0}. {1}', since, localisedText(lost.reason)) } : {}),
  };
}

const fileName = (uri: vscode.Uri) => uri.path.slice(uri.path.lastIndexOf('/') + 1);
