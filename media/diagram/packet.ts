import type { Point } from './places.ts';

/** In the picture's units a second, and how long it stays at the end, in seconds. */
const SPEED = 140;
const PAUSE = 1.2;

/** A dot that goes along a way, there and back, again and again. */
export class Packet {
  readonly #animations: Animation[] = [];

  constructor(layer: SVGGElement, there: readonly Point[], back: readonly Point[]) {
    const [out, home] = [lengthOf(there) / SPEED, lengthOf(back) / SPEED];
    const whole = out + home + PAUSE;
    this.#travel(layer, 'there', there, [0, back.length > 0 ? out : whole], out, whole);
    this.#travel(layer, 'back', back, [out, whole], home, whole);
  }

  stop(): void {
    for (const animation of this.#animations) animation.cancel();
  }

  /** `seen`: from when to when; `takes`: how long it travels then. In seconds. */
  #travel(
    layer: SVGGElement,
    way: 'there' | 'back',
    points: readonly Point[],
    [from, to]: readonly [from: number, to: number],
    takes: number,
    whole: number,
  ): void {
    if (points.length < 2) return;
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    dot.setAttribute('class', 'way-packet');
    dot.setAttribute('data-way', way);
    dot.setAttribute('r', '5');
    dot.setAttribute('aria-hidden', 'true');
    dot.style.offsetPath = `path('M${points.map(({ x, y }) => `${x},${y}`).join('L')}')`;
    layer.append(dot);
    const at = (seconds: number) => Math.min(1, seconds / whole);
    const frame = (seconds: number, distance: 0 | 1, opacity: 0 | 1) => ({
      offset: at(seconds),
      offsetDistance: `${distance * 100}%`,
      opacity,
    });
    const frames = [
      ...(from > 0 ? [frame(0, 0, 0), frame(from, 0, 0)] : []),
      frame(from, 0, 1),
      frame(from + takes, 1, 1),
      frame(to, 1, 1),
      ...(to < whole ? [frame(to, 1, 0), frame(whole, 1, 0)] : []),
    ];
    this.#animations.push(dot.animate(frames, { duration: whole * 1000, iterations: Number.POSITIVE_INFINITY }));
  }
}

const lengthOf = (points: readonly Point[]): number =>
  points.reduce((sum, { x, y }, at) => {
    const before = points[at - 1] ?? { x, y };
    return sum + Math.hypot(x - before.x, y - before.y);
  }, 0);
