/**
 * Text as a terminal leaves it where carriage returns make a line be written over: `10%\r20%` is `20%`. A carriage
 * return at the end of the text stays, for what comes next. VS Code does the same, but only where it adds to an output,
 * and in time that grows with the square of their number.
 */
export function overwriteLines(text: string): string {
  if (!text.includes('\r')) return text;
  const lines = text.split('\n');
  const last = lines.length - 1;
  return lines.map((line, index) => overwrite(line) + (index === last && line.endsWith('\r') ? '\r' : '')).join('\n');
}

function overwrite(line: string): string {
  if (!line.includes('\r')) return line;
  return line.split('\r').reduce((shown, segment) => {
    // Escape sequences take no columns, and erase (EL, ECMA-48 8.3.41): such a line replaces the one before as a whole.
    if (segment === '' || shown.includes('\u001b') || segment.includes('\u001b')) return segment || shown;
    return segment + shown.slice(segment.length);
  });
}
