import type { Item } from '../../src/diagram/messages.ts';
import { filled } from '../../src/words.ts';
import type { Drawing } from './drawing.ts';
import type { Way } from './keyboard.ts';
import type { Places } from './moving.ts';
import type { Point } from './places.ts';
import { TEXTS } from './texts.ts';
import type { Drag, PanZoom } from './view.ts';

/** By how much a key moves something, in the picture's units. */
const STEP = 20;
/** Of so many things it is remembered where they have been put; those that were put first are forgotten. */
const MOST = 200;

const WAYS: Readonly<Record<Way, { readonly by: Point; readonly said: string }>> = {
  ArrowLeft: { by: { x: -STEP, y: 0 }, said: TEXTS.movedLeft },
  ArrowRight: { by: { x: STEP, y: 0 }, said: TEXTS.movedRight },
  ArrowUp: { by: { x: 0, y: -STEP }, said: TEXTS.movedUp },
  ArrowDown: { by: { x: 0, y: STEP }, said: TEXTS.movedDown },
};

/** Puts things elsewhere, by pointer and by key. */
export class Dragging {
  readonly #drawing: Drawing;
  readonly #panZoom: PanZoom;
  readonly #remember: (places: Places | undefined) => void;

  constructor(drawing: Drawing, panZoom: PanZoom, remember: (places: Places | undefined) => void) {
    this.#drawing = drawing;
    this.#panZoom = panZoom;
    this.#remember = remember;
    panZoom.grab = (event) => this.#grab(event);
  }

  /** Takes what a key asks for; returns what is to be said. */
  byKey(item: Item, way: Way): string | undefined {
    const at = this.#drawing.placeOf(item.key);
    if (!at) return undefined;
    this.#put(item.key, { x: at.x + WAYS[way].by.x, y: at.y + WAYS[way].by.y });
    this.#keep();
    return filled(WAYS[way].said, item.title);
  }

  /** All goes back to where the layout has put it. */
  undo(): void {
    this.#drawing.put({});
    this.#remember(undefined);
  }

  /** The box of the host is the ground: with it the whole picture is moved. */
  #grab({ target }: PointerEvent): Drag | undefined {
    const item = this.#drawing.itemOf(target);
    if (!item || item.shape === 'edge' || item.kind === 'host' || item.kind === 'note') return undefined;
    const start = this.#drawing.placeOf(item.key);
    if (!start) return undefined;
    let at = start;
    return {
      move: (dx, dy) => {
        const { scale } = this.#panZoom.view;
        at = { x: at.x + dx / scale, y: at.y + dy / scale };
        this.#put(item.key, at);
      },
      end: () => this.#keep(),
    };
  }

  #put(key: string, at: Point): void {
    const { [key]: _, ...others } = this.#drawing.places;
    this.#drawing.put(Object.fromEntries([...Object.entries(others), [key, at] as const].slice(-MOST)));
  }

  #keep(): void {
    this.#panZoom.keep();
    this.#remember(this.#drawing.places);
  }
}
