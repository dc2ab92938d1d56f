import type { LinkId, NetnsId, Topology } from '../topology/model.ts';
import { Atlas } from './atlas.ts';
import { draw } from './draw.ts';
import { focusOn } from './focus.ts';
import { foldPlan } from './fold.ts';
import { type Direction, stateText, structureText } from './mermaid.ts';
import { type Order, ordered } from './order.ts';
import type { Picture } from './picture.ts';

export interface DiagramOptions {
  /** `auto` (default): what is alike becomes one box when there is much of it. `none`: everything is drawn. */
  readonly fold?: 'auto' | 'none';
  /** Namespaces and links to draw although they could be folded. */
  readonly unfolded?: readonly (NetnsId | LinkId)[];
  /** Only this netns and what is within two hops of it. */
  readonly focus?: NetnsId;
  /** From left to right or from top to bottom; by default the latter while the picture is narrow. */
  readonly direction?: Direction;
  /** The order of the picture before: what was in it keeps its place and its ids. */
  readonly order?: Order;
}

/** A topology as a picture: the same for the same topology and options, byte for byte. */
export interface Diagram {
  /** Mermaid flowchart text, to be shown anywhere. */
  readonly text: string;
  /** The part of it that needs a layout: without states. */
  readonly structure: string;
  /** What the ids in the text stand for, and their states. */
  readonly picture: Picture;
  /** For the next picture. */
  readonly order: Order;
}

/** More boxes than this side by side are too small to be read in a panel. */
const WIDE = 6;

/** Draws a topology. Never throws for a topology that follows the model. */
export function diagram(topology: Topology, options: DiagramOptions = {}): Diagram {
  const order = ordered(topology, options.order);
  const atlas = new Atlas(topology, order);
  const whole = draw(atlas, foldPlan(atlas, options.fold ?? 'auto', new Set(options.unfolded)));
  const picture = options.focus === undefined ? whole : focusOn(whole, options.focus);
  const structure = structureText(picture, options.direction ?? (picture.boxes.length <= WIDE ? 'TB' : 'LR'));
  return { text: structure + stateText(picture), structure, picture, order };
}
