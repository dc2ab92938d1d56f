// As much of bash's reading as it takes to tell its code from quoted text, comments and here-documents (bash(1),
// QUOTING, COMMENTS, REDIRECTION). Fed line by line; every step costs the length of its line.

/** What encloses the place that the scanner has reached. `code`: a substitution or subshell, up to its `)`. */
type Mode = 'code' | 'backtick' | 'single' | 'ansi' | 'double' | 'parameter' | 'arithmetic' | 'parenthesis' | 'test';

interface HereDocument {
  readonly delimiter: string;
  /** `<<-` takes tabs off the start of its lines. */
  readonly stripTabs: boolean;
}

const WORD_BREAK = ' \t;&|()<>`';

export class ShellScanner {
  private readonly modes: Mode[] = [];
  /** Those that wait for their text, the last one first. */
  private hereDocuments: HereDocument[] = [];
  /** Those that this line has opened. */
  private opened: HereDocument[] = [];
  /** Where among the modes the backtick is; there is one at most. */
  private backtickAt = -1;
  private continued = false;
  /** The last line with dots for what is quoted, and blanks for a comment; nothing for text of a here-document. */
  bare = '';

  /** Whether the lines so far make whole commands: no quote, substitution, here-document or `\` waits for more. */
  get complete(): boolean {
    return this.modes.length === 0 && this.hereDocuments.length === 0 && !this.continued;
  }

  /** Whether the next line is text of a here-document, or ends one. */
  get inHereDocument(): boolean {
    return this.hereDocuments.length > 0;
  }

  /** Whether what comes next is read as commands: not as text of a quote, an expansion, a test or a here-document. */
  get inCode(): boolean {
    const mode = this.modes.at(-1) ?? 'code';
    return !this.inHereDocument && (mode === 'code' || mode === 'backtick');
  }

  /** Takes the next line; returns the columns (from 0) at which a `<` redirects input from a word that follows. */
  feed(line: string): number[] {
    this.continued = false;
    this.bare = '';
    const document = this.hereDocuments.at(-1);
    if (document) {
      const text = document.stripTabs ? line.replace(/^\t+/, '') : line;
      if (text === document.delimiter) this.hereDocuments.pop();
      return [];
    }
    const redirections: number[] = [];
    for (let at = 0; at < line.length; ) {
      const before = this.mode;
      const length = this.step(line, at, redirections);
      const isComment = line[at] === '#' && length > 1;
      const isQuoted = before !== 'code' || this.mode !== 'code' || line[at] === '\\';
      this.bare += isQuoted ? '.'.repeat(length) : isComment ? ' '.repeat(length) : line.slice(at, at + length);
      at += length;
    }
    this.hereDocuments = this.opened.reverse();
    this.opened = [];
    return redirections;
  }

  private get mode(): Mode {
    return this.modes.at(-1) ?? 'code';
  }

  /** Reads what stands at `at`; returns its length. */
  private step(line: string, at: number, redirections: number[]): number {
    const { mode } = this;
    const character = line[at];
    if (mode === 'single') return character === "'" ? this.leave(1) : 1;
    if (character === '\\') {
      this.continued = at === line.length - 1 && mode !== 'ansi';
      return 2;
    }
    if (mode === 'ansi') return character === "'" ? this.leave(1) : 1;
    if (character === '"') return mode === 'double' ? this.leave(1) : this.enter('double', 1);
    if (character === '`') return this.backtickAt >= 0 ? this.leaveBacktick() : this.enterBacktick();
    if (line.startsWith('$((', at)) return this.enter('arithmetic', 3);
    if (line.startsWith('$(', at)) return this.enter('code', 2);
    if (line.startsWith('${', at)) return this.enter('parameter', 2);
    if (mode === 'double') return 1;
    if (line.startsWith("$'", at)) return this.enter('ansi', 2);
    if (character === "'") return this.enter('single', 1);
    if (mode === 'parameter') return character === '}' ? this.leave(1) : 1;
    if (mode === 'arithmetic' || mode === 'parenthesis') return this.stepArithmetic(line, at, mode);
    const startsWord = at === 0 || WORD_BREAK.includes(line[at - 1] ?? '');
    if (mode === 'test') return startsWord && line.startsWith(']]', at) ? this.leave(2) : 1;
    return this.stepCode(line, at, startsWord, redirections);
  }

  private stepArithmetic(line: string, at: number, mode: Mode): number {
    if (line[at] === '(') return this.enter('parenthesis', 1);
    if (line[at] !== ')') return 1;
    return this.leave(mode === 'arithmetic' && line[at + 1] === ')' ? 2 : 1);
  }

  private stepCode(line: string, at: number, startsWord: boolean, redirections: number[]): number {
    if (startsWord) {
      if (line[at] === '#') return line.length - at;
      if (line.startsWith('((', at)) return this.enter('arithmetic', 2);
      if (/^\[\[(?=\s|$)/.test(line.slice(at, at + 3))) return this.enter('test', 2);
    }
    if (line[at] === '(') return this.enter('code', 1);
    // A `)` with nothing open ends a pattern of `case`.
    if (line[at] === ')') return this.modes.at(-1) === 'code' ? this.leave(1) : 1;
    if (line[at] !== '<') return 1;
    if (line.startsWith('<<<', at)) return 3;
    if (line.startsWith('<<', at)) return this.openHereDocument(line, at);
    if (line[at + 1] === '(') return this.enter('code', 2);
    if (line[at + 1] === '&' || line[at + 1] === '>') return 2;
    redirections.push(at);
    return 1;
  }

  private openHereDocument(line: string, at: number): number {
    const match = /^<<(-?)[ \t]*((?:'[^']*'|"[^"]*"|\\.|[^\s;&|()<>'"\\])+)/.exec(line.slice(at, at + 1000));
    if (!match) return 2;
    const [all, dash, word = ''] = match;
    this.opened.push({ delimiter: word.replace(/\\(.)|['"]/g, '$1'), stripTabs: dash === '-' });
    return all.length;
  }

  private enter(mode: Mode, length: number): number {
    this.modes.push(mode);
    return length;
  }

  private leave(length: number): number {
    this.modes.pop();
    return length;
  }

  private enterBacktick(): number {
    this.backtickAt = this.modes.length;
    return this.enter('backtick', 1);
  }

  private leaveBacktick(): number {
    this.modes.length = this.backtickAt;
    this.backtickAt = -1;
    return 1;
  }
}
