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
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Of a fold: what is in it, by id, each with the texts to find it by, its name first. */
  readonly holds?: readonly (readonly [id: string, ...texts: string[]])[];
  /** What a screen reader says. */
  readonly spoken: string;
  /** What can be done with it. */
  readonly actions: readonly Action[];
}

export type Action = 'reveal' | 'focus' | 'unfold';

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
  /** What is focused on, if anything is. */
  readonly focus?: string;
  /** Why the picture may be old, or is not there. */
  readonly problem?: string;
  /** Since when nothing is heard from the host, and why: the picture is what was. */
  readonly lost?: string;
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
  /** Selects what has that key, and brings it into view. */
  | { readonly type: 'select'; readonly key: string }
  /** Asks for a `save` of what is on the screen. */
  | { readonly type: 'export'; readonly format: 'svg' | 'png' };

export type FromPage =
  | { readonly type: 'ready'; readonly state: PageState | undefined }
  /** The picture with this serial, or a newer one, is on the screen. */
  | { readonly type: 'drawn'; readonly serial: number }
  | { readonly type: 'failed'; readonly why: string }
  /** `member`: the id of what is to be seen of a fold; otherwise its next page. */
  | { readonly type: 'act'; readonly action: Action; readonly key: string; readonly member?: string }
  | { readonly type: 'showAll' }
  | { readonly type: 'turn'; readonly direction: 'LR' | 'TB' }
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
}

const PAGE_MESSAGES: readonly string[] = [
  'ready',
  'drawn',
  'failed',
  'act',
  'showAll',
  'turn',
  'copy',
  'insert',
  'save',
] satisfies FromPage['type'][];

/** What comes over the bridge is `any`: a message is known by its type. Both ends are of the same build. */
export function isFromPage(value: unknown): value is FromPage {
  return typeof value === 'object' && value !== null && 'type' in value && PAGE_MESSAGES.includes(String(value.type));
}
