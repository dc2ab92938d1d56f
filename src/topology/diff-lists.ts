/** What happened to one element of a list. */
export type Paired<T> =
  | { readonly how: 'added'; readonly before?: never; readonly after: T }
  | { readonly how: 'removed'; readonly before: T; readonly after?: never }
  | { readonly how: 'changed'; readonly before: T; readonly after: T };

/** Equal as JSON, with keys in the same order: how one program printed the same thing twice. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/**
 * What happened between two lists without order, in which elements may be there twice. Those with the same key are
 * one element that changed.
 */
export function pair<T>(before: readonly T[], after: readonly T[], keyOf: (element: T) => string): Paired<T>[] {
  if (before === after) return [];
  const gone = new Map<string, T[]>();
  for (const element of before) push(gone, JSON.stringify(element), element);
  const fresh = after.filter((element) => gone.get(JSON.stringify(element))?.pop() === undefined);
  const goneByKey = new Map<string, T[]>();
  for (const element of [...gone.values()].flat()) push(goneByKey, keyOf(element), element);
  const changes: Paired<T>[] = fresh.map((element) => {
    const was = goneByKey.get(keyOf(element))?.shift();
    return was === undefined ? { how: 'added', after: element } : { how: 'changed', before: was, after: element };
  });
  const removed = [...goneByKey.values()].flat().map((element): Paired<T> => ({ how: 'removed', before: element }));
  return [...removed, ...changes];
}

function push<T>(map: Map<string, T[]>, key: string, element: T): void {
  const list = map.get(key);
  if (list) list.push(element);
  else map.set(key, [element]);
}
