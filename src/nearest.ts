/** The name that was probably meant by a word that is none of them: the nearest, if it is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  // One slip in a short word, two in a longer one; in two letters anything is near.
  const most = word.length < 3 ? 0 : word.length < 6 ? 1 : 2;
  const near = names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance: slips }) => slips <= most && name !== word)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** Nobody mistypes longer names, and the time grows with the square. */
const LONGEST = 64;

/** How many letters are added, left out, changed, or swapped with the next (optimal string alignment). */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > LONGEST) return Number.POSITIVE_INFINITY;
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (back: number, left: number) => rows[i - back]?.[j - left] ?? 0;
      const changed = at(1, 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(2, 2) + 1 : changed;
      row.push(Math.min(at(1, 0) + 1, (row[j - 1] ?? 0) + 1, changed, swapped));
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
