export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const MIN = 0.05;
const MAX = 4;
/** Below this the labels, of 13 px, are too small for most people: by default a picture is not shown whole then… */
export const READABLE = 0.6;
/** …but a part of it, at this scale. */
const COMFORTABLE = 0.75;
/** Around a whole picture, in px. */
const MARGIN = 16;

/** What a pointer does that is held down: by how many px it has been moved since the last time. */
export interface Drag {
  readonly move: (dx: number, dy: number) => void;
  readonly end: () => void;
}

/** Pan and zoom of an element in its stage; lives on the outside of the picture, which may be swapped any time. */
export class PanZoom {
  readonly #stage: HTMLElement;
  readonly #picture: HTMLElement;
  /** What a pointer has got hold of, if it is not the whole picture. */
  grab: (event: PointerEvent) => Drag | undefined = () => undefined;
  readonly #moved: (view: View | undefined) => void;
  #view: View = { x: 0, y: 0, scale: 1 };
  /** `auto`: as large as fits, but readable; `whole`: all of it, as small as may be; `own`: as the user has put it. */
  #mode: 'auto' | 'whole' | 'own' = 'auto';
  /** What was seen before `zoomTo`. */
  #before: { readonly view: View; readonly mode: 'auto' | 'whole' | 'own' } | undefined;
  /** Of the picture that was fitted last. */
  #size = { width: 0, height: 0 };

  constructor(
    stage: HTMLElement,
    picture: HTMLElement,
    start: View | undefined,
    moved: (view: View | undefined) => void,
  ) {
    this.#stage = stage;
    this.#picture = picture;
    this.#moved = moved;
    if (start) {
      this.#view = start;
      this.#mode = 'own';
      this.#apply();
    }
    stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    stage.addEventListener('pointerdown', (event) => this.#drag(event));
    new ResizeObserver(() => this.settle()).observe(stage);
  }

  get view(): View {
    return this.#view;
  }

  /** The scale at which a picture of that size would fit into the stage. */
  wholeAt(size: { readonly width: number; readonly height: number }): number {
    const { width, height } = this.#stage.getBoundingClientRect();
    return Math.min(1.5, (width - 2 * MARGIN) / size.width, (height - 2 * MARGIN) / size.height);
  }

  /** After a swap or a resize: fits again if nobody has moved the picture; `grown`: only if it has become larger. */
  settle(grown = false): void {
    const { width, height } = this.#size;
    const box = this.#picture.querySelector('svg')?.viewBox.baseVal;
    const isLarger = box && (box.width > width || box.height > height);
    if (this.#mode !== 'own' && (isLarger || !grown)) this.#fit();
  }

  /** The whole picture, however small. */
  fit(): void {
    this.#mode = 'whole';
    this.#fit();
    this.#moved(undefined);
  }

  /** Zooms about the middle of the stage. */
  zoom(factor: number): void {
    const { width, height } = this.#stage.getBoundingClientRect();
    this.#zoomAt(width / 2, height / 2, factor);
  }

  pan(dx: number, dy: number): void {
    this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  /** Moves an element of the picture into sight if it is not. */
  show(element: Element): void {
    const stage = this.#stage.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const dx = outside(box.left, box.right, stage.left, stage.right);
    const dy = outside(box.top, box.bottom, stage.top, stage.bottom);
    if (dx !== 0 || dy !== 0) this.pan(dx, dy);
  }

  /** Brings an element of the picture into the middle, large enough to be read. */
  zoomTo(element: Element): void {
    const stage = this.#stage.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const scale = Math.max(this.#view.scale, COMFORTABLE);
    const by = scale / this.#view.scale;
    const before = this.#before ?? { view: this.#view, mode: this.#mode };
    const x = box.left + box.width / 2 - stage.left - this.#view.x;
    const y = box.top + box.height / 2 - stage.top - this.#view.y;
    this.#move({ x: stage.width / 2 - x * by, y: stage.height / 2 - y * by, scale });
    this.#before = before;
  }

  /** Back to what was seen before `zoomTo`, unless the user has moved the picture since. */
  goBack(): void {
    const before = this.#before;
    if (!before) return;
    this.#move(before.view);
    this.#mode = before.mode;
    if (before.mode === 'own') return;
    this.#fit();
    this.#moved(undefined);
  }

  /** Unless the whole picture is in sight: keeps an element where it was on the screen before a swap. */
  hold(element: Element, stood: { readonly left: number; readonly top: number }): void {
    if (this.#mode !== 'own' && !this.#stage.classList.contains('cropped')) return;
    const { left, top } = element.getBoundingClientRect();
    this.#view = { ...this.#view, x: this.#view.x + stood.left - left, y: this.#view.y + stood.top - top };
    this.#apply();
    if (this.#mode === 'own') this.#moved(this.#view);
  }

  #fit(): void {
    const svg = this.#picture.querySelector('svg');
    const { width, height } = this.#stage.getBoundingClientRect();
    const box = svg?.viewBox.baseVal;
    if (!box) this.#stage.classList.remove('cropped');
    if (!box || box.width === 0 || width === 0) return;
    const all = this.wholeAt(box);
    this.#size = { width: box.width, height: box.height };
    const scale = this.#mode === 'whole' || all >= READABLE ? Math.max(MIN, all) : COMFORTABLE;
    this.#view = { x: (width - box.width * scale) / 2, y: (height - box.height * scale) / 2, scale };
    // Nobody asked for a part of it, so the page says that it is one.
    this.#stage.classList.toggle('cropped', scale > all);
    this.#apply();
  }

  #move(view: View): void {
    this.#mode = 'own';
    this.#before = undefined;
    this.#stage.classList.remove('cropped');
    this.#view = view;
    this.#apply();
    this.#moved(view);
  }

  #apply(): void {
    const { x, y, scale } = this.#view;
    this.#picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  #zoomAt(x: number, y: number, factor: number): void {
    const scale = Math.min(MAX, Math.max(MIN, this.#view.scale * factor));
    const by = scale / this.#view.scale;
    this.#move({ x: x - (x - this.#view.x) * by, y: y - (y - this.#view.y) * by, scale });
  }

  #wheel(event: WheelEvent): void {
    // The card scrolls, and so does a list in the place of the picture.
    if (event.target instanceof Element && event.target.closest('.card, .instead')) return;
    event.preventDefault();
    const { left, top } = this.#stage.getBoundingClientRect();
    // A pinch on a touchpad comes as a wheel with Control.
    const speed = event.ctrlKey ? 0.01 : 0.0015;
    if (event.shiftKey) this.pan(-event.deltaY, 0);
    else this.#zoomAt(event.clientX - left, event.clientY - top, Math.exp(-event.deltaY * speed));
  }

  /** The view stays as it is now, as if the user had put it so. */
  keep(): void {
    this.#move(this.#view);
  }

  #drag(down: PointerEvent): void {
    if (down.button !== 0) return;
    // What lies over the picture is no handle.
    if (down.target instanceof Element && down.target.closest('.card, .empty, .instead')) return;
    const drag = this.grab(down) ?? { move: (dx, dy) => this.pan(dx, dy), end: () => {} };
    let last = { x: down.clientX, y: down.clientY };
    let dragging = false;
    const move = (event: PointerEvent) => {
      const dx = event.clientX - last.x;
      const dy = event.clientY - last.y;
      // A click that shakes a little is a click.
      if (!dragging && Math.hypot(dx, dy) < 4) return;
      dragging = true;
      this.#stage.classList.add('dragging');
      last = { x: event.clientX, y: event.clientY };
      drag.move(dx, dy);
    };
    const end = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      this.#stage.classList.remove('dragging');
      // The click that follows is none.
      if (!dragging) return;
      drag.end();
      const stop = (event: Event) => event.stopPropagation();
      this.#stage.addEventListener('click', stop, { capture: true, once: true });
      // There may be none: then it would be the next that the user means.
      setTimeout(() => this.#stage.removeEventListener('click', stop, { capture: true }));
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
  }
}

/** By how much to move [from, to] so that it lies within [low, high]. */
function outside(from: number, to: number, low: number, high: number): number {
  if (from < low) return low - from + 16;
  return to > high ? high - to - 16 : 0;
}
