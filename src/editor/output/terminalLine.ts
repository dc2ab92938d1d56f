/** What a piece of output makes of the line that was unfinished before it. */
export interface LineUpdate {
  /** The lines that it has finished, the one that was unfinished first. */
  readonly finished: string;
  /** The line that is unfinished now. */
  readonly line: string;
}

/** Graphic rendition that is in force (ECMA-48, 8.3.117), as the parameters that say it. */
interface Style {
  readonly foreground: string;
  readonly background: string;
  readonly others: string;
}

/** One column, with the sequences that take none. */
interface Column {
  readonly text: string;
  readonly style: Style;
}

const PLAIN: Style = { foreground: '', background: '', others: '' };
const ESC = '\u001b';
/** What writes over a line: a return that ends none, a backspace, a move within the line, an erasure. */
const OVERWRITES = new RegExp(`\\r(?!\\n)|\\u0008|${ESC}\\[[0-9;]*[CDGK]`);
/** A control sequence (ECMA-48, 5.4), or one character. */
const TOKEN = new RegExp(`${ESC}\\[([0-9;:?]*)[ -/]*([@-~])|.`, 'gsu');
/** What a terminal shows nowhere in its lines: titles and links (ECMA-48, 8.3.89), character sets (ECMA-35), the bell. */
const UNSEEN = new RegExp(`${ESC}\\][^${ESC}\\u0007\\n]*(?:\\u0007|${ESC}\\\\)|${ESC}[()][0-9A-Z]|\\u0007`, 'g');
/** The beginning of a sequence, or a return that may be part of a line's end. */
const BEGUN = new RegExp(`(?:\\r|${ESC}(?:\\[[0-9;:?]*[ -/]*|\\][^${ESC}\\u0007\\n]*${ESC}?|[()])?)$`);
/** Longer ones are text. */
const MAX_SEQUENCE = 64;
/** No terminal is so wide: a move goes no further. */
const MAX_COLUMN = 1000;

/**
 * The last line of an output as a terminal would show it: `10%\r20%` is `20%`, however it is cut into pieces. VS Code does
 * that too, but only within what is added to an output, not for every text, and in time that grows with the square of the
 * returns. Every character takes one column.
 */
export class TerminalLine {
  #columns: Column[] = [];
  /** The line while nothing has been written over: most never are. */
  #plain: string | undefined = '';
  #cursor = 0;
  #style = PLAIN;
  #styleBefore = PLAIN;
  #begun = '';

  add(piece: string): LineUpdate {
    const text = this.#begun + piece;
    const begun = BEGUN.exec(text)?.[0] ?? '';
    this.#begun = begun.length < MAX_SEQUENCE ? begun : '';
    const whole = text.slice(0, text.length - this.#begun.length).replace(UNSEEN, '');
    const lines = whole.split('\n');
    const last = lines.pop() ?? '';
    const finished = lines.map((line) => `${this.#write(withoutReturns(line))}${this.#end()}`).join('');
    return { finished, line: this.#write(last) };
  }

  #end(): string {
    this.#columns = [];
    this.#plain = '';
    this.#cursor = 0;
    this.#styleBefore = this.#style;
    return '\n';
  }

  /** Writes a part of the line; returns all of it. */
  #write(text: string): string {
    if (this.#plain !== undefined && !OVERWRITES.test(text)) {
      if (text.includes('\x1b'))
        for (const [, parameters = '', end] of text.matchAll(TOKEN)) this.#restyle(parameters, end);
      this.#plain += text;
      return this.#plain;
    }
    const before = this.#plain ?? '';
    if (this.#plain !== undefined) this.#style = this.#styleBefore;
    this.#plain = undefined;
    for (const token of (before + text).matchAll(TOKEN)) this.#take(token);
    return this.#text();
  }

  #take([all, parameters = '', end]: RegExpMatchArray): void {
    const count = Number(parameters) || 1;
    if (end === 'm') this.#restyle(parameters, end);
    else if (all === '\r') this.#cursor = 0;
    else if (all === '\b' || end === 'D') this.#cursor = Math.max(0, this.#cursor - (end ? count : 1));
    else if (end === 'C') this.#cursor = Math.max(this.#cursor, Math.min(this.#cursor + count, MAX_COLUMN));
    else if (end === 'G') this.#cursor = Math.min(count - 1, MAX_COLUMN);
    else if (end === 'K') this.#erase(parameters);
    else if (end !== undefined) this.#attach(all);
    else this.#put(all);
  }

  #put(text: string): void {
    while (this.#columns.length < this.#cursor) this.#columns.push({ text: ' ', style: PLAIN });
    this.#columns[this.#cursor++] = { text, style: this.#style };
  }

  /** A sequence of another sort stays with the column before it. */
  #attach(sequence: string): void {
    const before = this.#columns[this.#cursor - 1];
    if (before) this.#columns[this.#cursor - 1] = { ...before, text: before.text + sequence };
  }

  /** Erase in Line (ECMA-48, 8.3.41). */
  #erase(parameters: string): void {
    const blank = { text: ' ', style: PLAIN };
    if (parameters === '1') this.#columns.fill(blank, 0, this.#cursor + 1);
    else this.#columns.length = Math.min(this.#columns.length, parameters === '2' ? 0 : this.#cursor);
  }

  #restyle(parameters: string, end: string | undefined): void {
    if (end === 'm') this.#style = styled(this.#style, parameters);
  }

  #text(): string {
    let style = this.#styleBefore;
    let text = '';
    for (const column of [...this.#columns, { text: '', style: this.#style }]) {
      if (!isSame(style, column.style)) text += sequenceOf(column.style);
      style = column.style;
      text += column.text;
    }
    return text;
  }
}

function withoutReturns(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  return line.slice(0, end);
}

/** A style with what parameters add to it. */
function styled(style: Style, parameters: string): Style {
  let { foreground, background, others } = style;
  const all = parameters.split(';');
  while (all.length > 0) {
    const code = all.shift() ?? '';
    const number = Number(code || '0');
    if (number === 0) [foreground, background, others] = ['', '', ''];
    else if (number === 38 || number === 48) {
      const value = [code, ...all.splice(0, all[0] === '5' ? 2 : 4)].join(';');
      if (number === 38) foreground = value;
      else background = value;
    } else if (number === 39) foreground = '';
    else if (number === 49) background = '';
    else if ((number >= 30 && number < 38) || (number >= 90 && number < 98)) foreground = code;
    else if ((number >= 40 && number < 48) || (number >= 100 && number < 108)) background = code;
    else if (number < 108)
      others = [...others.split(';').filter((other) => other !== '' && other !== code), code].join(';');
  }
  return { foreground, background, others };
}

const isSame = (one: Style, other: Style) => sequenceOf(one) === sequenceOf(other);

function sequenceOf({ foreground, background, others }: Style): string {
  return `\x1b[${['0', others, foreground, background].filter(Boolean).join(';')}m`;
}
