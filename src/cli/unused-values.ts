import { filledIn, findPlaceholders, type PlaceholderValues, placeholderName } from '../import/placeholders.ts';
import { shellText } from '../kernel/cell-text.ts';
import { requestFor } from '../kernel/tutorial.ts';
import type { NotebookFile } from '../notebook/notebook.ts';
import type { Said } from '../words.ts';
import { sayTerminal } from './words.ts';

/** Of values that are set: those that no placeholder of a file takes. */
export function unusedValues({ cells }: NotebookFile, values: PlaceholderValues): Said[] {
  const names = Object.keys(values);
  if (names.length === 0) return [];
  const texts = cells.flatMap((cell) => (cell.kind === 'code' ? [shellText(requestFor(cell))] : []));
  const unused = names.filter((name) => texts.every((text) => filledIn(text, { [name]: 'x' }) === text));
  const known = new Set(texts.flatMap((text) => findPlaceholders(text).map((one) => placeholderName(one.text))));
  return unused.map((name) =>
    known.size > 0 ? sayTerminal('unused-value', name, [...known]) : sayTerminal('no-placeholders', name),
  );
}
