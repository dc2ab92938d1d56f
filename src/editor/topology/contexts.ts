import type { NodeSubject } from '../../outline/node.ts';

/**
 * For `when` clauses in package.json, of the tree as of the diagram: `viewItem =~ /^link\b.*\bup\b/`. Of what is only
 * remembered only the texts are known.
 */
export function contextOf(
  { kind, traits = [], name, address, mac, shownBy, removedBy }: NodeSubject,
  isStale: boolean,
): string {
  const has = Object.entries({ name, address, mac, shownBy, removedBy }).flatMap(([key, value]) =>
    value ? [`has-${key}`] : [],
  );
  return [...(isStale ? ['stale'] : []), kind, ...traits, ...has].join(' ');
}

/** What a menu of the diagram gives its commands; a menu of the tree gives the id of a line. */
export interface Thing {
  /** The id of what is followed. */
  readonly host?: string;
  readonly netns?: string;
  readonly link?: string;
  readonly address?: string;
  /** The id of the host whose diagram it is in. */
  readonly panel: string;
  /** In the diagram. */
  readonly key?: string;
}

const TEXTS = ['host', 'netns', 'link', 'address', 'key'];

export function isThing(value: unknown): value is Thing {
  if (typeof value !== 'object' || value === null) return false;
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  const isText = (name: string) => ['string', 'undefined'].includes(typeof fields.get(name));
  return typeof fields.get('panel') === 'string' && TEXTS.every(isText);
}
