import type { LinkId, NetnsId } from '../topology/model.ts';
import type { Edge, NodeKind, State } from './picture.ts';

/** Something in the picture that can be looked at. Texts are printable, and still to be shown as text only. */
export interface Item {
  /** As in the Mermaid text; it may stand for something else in the next picture. */
  readonly id: string;
  /** What it stands for; the same in the next picture. */
  readonly key: string;
  readonly shape: 'box' | 'node' | 'edge';
  readonly kind: NodeKind | Edge['kind'] | 'host' | 'netns';
  readonly state?: State;
  /** Of a node: the id of the box it is in. */
  readonly box?: string;
  /** Of a line: the ids of what it joins. */
  readonly from?: string;
  readonly to?: string;
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Of a fold: what is in it, by id, each with the texts to find it by, its name first. */
  readonly holds?: readonly (readonly [id: string, ...texts: string[]])[];
  /** What a screen reader says. */
  readonly spoken: string;
  /** What can be done with it. */
  readonly actions: readonly Action[];
  /** What it is for the editor's menus; none where there is no editor. */
  readonly context?: MenuContext;
}

export type Action = 'reveal' | 'focus' | 'unfold';

/**
 * What the editor knows of the thing whose menu is opened: its `when` clauses ask for the keys, and the commands are given all.
 * https://code.visualstudio.com/api/extension-guides/webview#context-menus
 */
export interface MenuContext {
  /** As in the tree: what it is, what holds of it and what it has. */
  readonly netlabItem: string;
  /** The id of the host whose diagram it is in. */
  readonly panel: string;
  /** As of an item. */
  readonly key?: string;
  /** Where it is: the id of what is followed, of the netns and of the link. */
  readonly host?: string;
  readonly netns?: NetnsId;
  readonly link?: LinkId;
  /** Of what is not on the host. */
  readonly address?: string;
}

/** How a lab without a picture comes to one. */
export type Start = 'runAll' | 'openSample' | 'restart';

/** What the editor's menus ask of the page. */
export type Deed = 'fit' | 'turn' | 'legend' | 'copy' | 'insert' | 'svg' | 'png' | 'showAll' | 'rates';

/** A picture as the page draws it. */
export interface Shown {
  /** What the picture is of. */
  readonly title: string;
  /** That is the network of a machine: the title is shown as a warning. */
  readonly isReal?: boolean;
  /** Mermaid text without states: redrawn only when it is different. */
  readonly structure: string;
  readonly items: readonly Item[];
  readonly hidden: readonly string[];
  /** Of the background, for the editor's menus. */
  readonly context?: MenuContext;
  /** What is focused on, if anything is. */
  readonly focus?: string;
  /** Why there is no picture, and what to do about it. */
  readonly empty?: { readonly text: string; readonly start?: Start };
  /** Keys of what the last cell has changed that changed anything. */
  readonly recent?: readonly string[];
  /** The way of the flow that was asked about last. */
  readonly way?: ShownWay;
  /** Whether its packet is seen to travel; otherwise it stands still. */
  readonly moves?: boolean;
  /** Why the picture may be old. */
  readonly problem?: string;
  /** Since when nothing is heard from the host, and why: the picture is what was. */
  readonly lost?: string;
}

/** The way of a question, and of its answer. */
export interface ShownWay {
  /** What was asked, and what comes of it. */
  readonly title: string;
  /** In the order in which they are passed. */
  readonly lines: readonly WayLine[];
  /** By key, boxes and nodes. */
  readonly passed: readonly { readonly key: string; readonly ways: readonly WayLine['way'][] }[];
  readonly marks: readonly WayMark[];
  readonly steps: readonly WayStep[];
}

/** A line of this picture, by its id: from its first end to its last, or `reversed`. */
export interface WayLine {
  readonly id: string;
  readonly way: 'there' | 'back';
  readonly reversed: boolean;
}

/** What happens on the way, to be written at a box or node. */
export interface WayMark {
  readonly kind: 'arrived' | 'ends' | 'unknown' | 'left' | 'nat';
  readonly key: string;
  readonly way: WayLine['way'];
  /** In a few words, and in a sentence. */
  readonly text: string;
  readonly says: string;
  /** Of which step, from 0. */
  readonly step: number;
}

/** One decision on the way. */
export interface WayStep {
  readonly way: WayLine['way'];
  /** The netns, by its name. */
  readonly where: string;
  readonly text: string;
  /** Of what has met it in this picture. */
  readonly keys: readonly string[];
  readonly netns: NetnsId;
  readonly link?: LinkId;
}

/** What a line carries, by its id: from its first end to its last, and back; '' for nothing. */
export interface LineRate {
  readonly id: string;
  readonly there: string;
  readonly back: string;
}

/** What a link carries, by its key, in words. */
export interface ThingRate {
  readonly key: string;
  readonly text: string;
}

export type ToPage =
  /** `changed`: keys of what is new or different; `news`: the same in words. */
  | {
      readonly type: 'show';
      readonly serial: number;
      readonly shown: Shown;
      readonly changed: readonly string[];
      readonly news: readonly string[];
    }
  /** Asks for something that only the page can do; `svg` and `png` for a `save` of what is on the screen. */
  | { readonly type: 'do'; readonly deed: Deed }
  /** Selects what has that key, and brings it into view. */
  | { readonly type: 'select'; readonly key: string }
  /** What is carried now; after `rates` of the page, about once a second. */
  | { readonly type: 'rates'; readonly lines: readonly LineRate[]; readonly things: readonly ThingRate[] }
  /** That something has been done, to be shown for a moment. */
  | { readonly type: 'told'; readonly text: string };

export type FromPage =
  | { readonly type: 'ready'; readonly state: PageState | undefined }
  /** The picture with this serial, or a newer one, is on the screen. */
  | { readonly type: 'drawn'; readonly serial: number }
  | { readonly type: 'failed'; readonly why: string }
  /** `member`: the id of what is to be seen of a fold; otherwise its next page. */
  | { readonly type: 'act'; readonly action: Action; readonly key: string; readonly member?: string }
  | { readonly type: 'showAll' }
  | { readonly type: 'start'; readonly how: Start }
  | { readonly type: 'turn'; readonly direction: 'LR' | 'TB' }
  /** Whether rates are to be read. */
  | { readonly type: 'rates'; readonly on: boolean }
  /** Shows what a step of the way is about, by its number from 0. */
  | { readonly type: 'step'; readonly step: number }
  /** The way is to be shown no more. */
  | { readonly type: 'clearWay' }
  | { readonly type: 'copy' }
  | { readonly type: 'insert' }
  /** `data`: text of the SVG, base64 of the PNG. */
  | { readonly type: 'save'; readonly format: 'svg' | 'png'; readonly data: string };

/** What the page remembers over a reload. */
export interface PageState {
  readonly view?: { readonly x: number; readonly y: number; readonly scale: number };
  readonly direction?: 'LR' | 'TB';
  readonly selected?: string;
  readonly legend?: boolean;
  readonly rates?: boolean;
  /** Where things have been put, by key. */
  readonly places?: Readonly<Record<string, { readonly x: number; readonly y: number }>>;
}

const PAGE_MESSAGES: readonly string[] = [
  'ready',
  'drawn',
  'failed',
  'act',
  'showAll',
  'start',
  'turn',
  'rates',
  'step',
  'clearWay',
  'copy',
  'insert',
  'save',
] satisfies FromPage['type'][];

/** What comes over the bridge is `any`: a message is known by its type. Both ends are of the same build. */
export function isFromPage(value: unknown): value is FromPage {
  return typeof value === 'object' && value !== null && 'type' in value && PAGE_MESSAGES.includes(String(value.type));
}
