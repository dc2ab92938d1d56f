// Random texts of shell, from a grammar of bash and from mistakes in it, whose only commands are functions that tell.
import type { Random } from '../../random.ts';

/** The functions that a text may call: c0, c1, … */
export const FUNCTIONS = 8;

const HOSTILE = [
  ...`' " \\ \` $ ; & | ( ) { } < > # ! * ? [ ] ~ = : , . - % ^ @ + / a b c1 c2 $x \${x} $(c3) \`c4\` \\" \\' \\\\ \\$ #c5 ;c6 &&c7 << EOF
  iptables -F eth0`.split(/\s+/),
  ' ',
  '\t',
  '  ',
  '\n',
];

/** A text, with the here-documents of each of its lines behind it. */
export class ShellTexts {
  readonly #random: Random;
  readonly #flat: boolean;
  /** Those that the line being written has opened. */
  #documents: string[] = [];
  #count = 0;
  /** In how many substitutions what is written stands: there they are on one line, without here-documents. */
  #inside = 0;

  /** `flat`: sound, and with nothing for which bash would start a process: so it is much quicker. */
  constructor(random: Random, flat: boolean) {
    this.#random = random;
    this.#flat = flat;
  }

  /** What is not flat is mostly not as the grammar has it. */
  next(): string {
    this.#documents = [];
    this.#count = 0;
    const text = this.#list(this.#pick([0, 1, 1, 2])) + this.#newline();
    return this.#flat || this.#chance(0.3) ? text : this.#spoilt(text);
  }

  #below(count: number): number {
    return this.#random(count);
  }
  #chance(probability: number): boolean {
    return this.#random(1000) < probability * 1000;
  }
  #pick<T>(values: readonly T[]): T {
    // Safe: the index is below the length, and no list is empty.
    return values[this.#below(values.length)] as T;
  }

  /** A few characters are put in, taken out or doubled. */
  #spoilt(text: string): string {
    let spoilt = text;
    for (let times = 1 + this.#below(3); times > 0; times--) {
      const at = this.#below(spoilt.length + 1);
      const removed = this.#pick([0, 0, 1, 2]);
      spoilt = spoilt.slice(0, at) + this.#pick([...HOSTILE, '']) + spoilt.slice(at + removed);
    }
    return spoilt;
  }

  #newline(): string {
    if (this.#inside > 0) return ' ';
    return `\n${this.#documents.splice(0).join('')}`;
  }

  #list(depth: number): string {
    let text = this.#pipeline(depth);
    for (let more = this.#below(3); more > 0; more--) {
      text += this.#pick<() => string>([
        () => this.#pick(['; ', ';', ' && ', '&&', ' || ', '||', ...(this.#flat ? [] : [' & ', '&'])]),
        () => this.#pick(['; ', ';', ' && ', '&&', ' || ', '||', ...(this.#flat ? [] : [' & ', '&'])]),
        () => ` &&${this.#newline()}`,
        () => (this.#inside > 0 ? ';' : `${this.#pick(['', ` # c0 it's "`])}${this.#newline()}`),
      ])();
      text += this.#pipeline(depth);
    }
    return text;
  }

  #pipeline(depth: number): string {
    let text = this.#pick(['', '', '', '! ', 'time ']) + this.#command(depth);
    while (!this.#flat && this.#chance(0.15)) text += this.#pick([' | ', '|', ' |& ', '| \\\n']) + this.#command(depth);
    return text;
  }

  #command(depth: number): string {
    if (depth === 0 || this.#chance(0.6)) return this.#simple(depth);
    const list = () => this.#list(depth - 1);
    const body = this.#pick<() => string>([
      () => `{ ${list()}; }`,
      () => (this.#flat ? `{\t${list()}${this.#newline()}}` : `( ${list()} )`),
      () => (this.#flat ? `{ ${list()}; }` : `(${list()})`),
      () => `if ${list()}; then ${list()}; fi`,
      () => `if ${list()}; then ${list()}; elif ${list()}; then ${list()}; else ${list()}; fi`,
      () => `for i in ${this.#word(depth)} ${this.#word(depth)}; do ${list()}; done`,
      () => (this.#inside > 0 ? `{ ${list()}; }` : `for i in a b${this.#newline()}do ${list()}${this.#newline()}done`),
      () => `for ((i = 0; i < 2; i++)); do ${list()}; done`,
      () => `while ${this.#simple(0)}; do ${list()}; done`,
      () => `case ${this.#word(depth)} in a | "b c") ${list()};; (${this.#word(0)}) ${list()} ;& *) ${list()};; esac`,
      () => `f${this.#below(3)}() { ${list()}; }; f${this.#below(3)}`,
      () => `function f${this.#below(3)} { ${list()}; }`,
      () => `[[ q${this.#word(depth)} == ${this.#word(0)} && ! -n ${this.#word(depth)} ]]`,
      () => `(( ${this.#pick(['1 + 2', 'x << 1', this.#substituted('0 || $(', () => 'c1', ')0'), "'1'"])} ))`,
      () => `eval c${this.#below(FUNCTIONS)}`,
    ])();
    return body + (this.#chance(0.2) ? ` ${this.#redirection(depth)}` : '');
  }

  #simple(depth: number): string {
    const name = this.#pick([
      (n: string) => n,
      (n: string) => n,
      (n: string) => n,
      (n: string) => `\\${n}`,
      (n: string) => `"${n}"`,
      (n: string) => `${n[0]}''${n[1]}`,
      (n: string) => `${n[0]}\\\n${n[1]}`,
      (n: string) => `$'${n}'`,
    ])(`c${this.#below(FUNCTIONS)}`);
    const before = this.#chance(0.1)
      ? `y=${this.#word(depth)} `
      : this.#chance(0.05)
        ? ` ${this.#redirection(depth)} ` // `;` and `&>` would be another operator
        : '';
    let text = before + name;
    for (let more = this.#below(4); more > 0; more--)
      text +=
        this.#pick([' ', ' ', '  ', '\t', ' \\\n ']) +
        (this.#chance(0.12) ? this.#redirection(depth) : this.#word(depth));
    return text;
  }

  #redirection(depth: number): string {
    return this.#pick<() => string>([
      () => '>/dev/null',
      () => '2>&1',
      () => '</dev/null',
      () => `>"out ${this.#below(3)}"`,
      () => '&>>out',
      () => `<<<${this.#word(depth)}`,
      () => `< ${this.#flat ? '/dev/null' : `<(${this.#within(() => this.#list(Math.max(0, depth - 1)))})`}`,
      () => this.#document(depth),
      () => this.#document(depth),
    ])();
  }

  #document(depth: number): string {
    if (this.#inside > 0) return '<<<a';
    const end = `END${this.#count++}`;
    const quoted = this.#pick([end, `'${end}'`, `"${end}"`, `\\${end}`]);
    const dash = this.#pick(['', '-']);
    const inner =
      quoted === end
        ? `${this.#hostile(2).replaceAll(/[`$"\\]/g, '')} ${this.#substituted('$(', () => `c${this.#below(FUNCTIONS)} ${this.#word(0)}`, ')')}`
        : this.#hostile(5);
    const lines = this.#pick([`${inner}\n`, '', `c1 it's "\n${depth}\n`]);
    this.#documents.push(`${lines}${dash ? '\t' : ''}${end}\n`);
    return `<<${dash}${this.#pick(['', ' '])}${quoted}`;
  }

  #word(depth: number): string {
    let text = this.#part(depth);
    while (this.#chance(0.3)) text += this.#part(depth);
    return text;
  }

  #substituted(open: string, write: () => string, close: string): string {
    return this.#flat ? '$x' : open + write() + close;
  }

  #within(write: () => string): string {
    this.#inside++;
    const text = write();
    this.#inside--;
    return text;
  }

  #hostile(most: number): string {
    let text = '';
    for (let more = this.#below(most + 1); more > 0; more--) text += this.#pick(HOSTILE);
    return text;
  }

  #part(depth: number): string {
    const inner = () => this.#within(() => `c${this.#below(FUNCTIONS)} ${this.#word(0)}`);
    const list = () => (depth > 0 && this.#chance(0.4) ? this.#within(() => this.#list(depth - 1)) : inner());
    return this.#pick<() => string>([
      () =>
        this.#pick([
          'a',
          'bc',
          '-x',
          '1',
          'a=b',
          'a,b',
          'x:y',
          'a#b',
          'it.s',
          '%',
          '+',
          '@',
          '^',
          '{}',
          '{',
          '}',
          'if',
          'done',
          '!',
        ]),
      () => this.#pick(['a', 'bc', '-x', 'eth0', '10.0.0.1/24']),
      () => `'${this.#hostile(4).replaceAll("'", '')}'`,
      () => `'${this.#hostile(4).replaceAll("'", '')}'`,
      () => `"${this.#hostile(4).replaceAll(/["`$\\]/g, (found) => `\\${found}`)}"`,
      () =>
        `"${this.#hostile(3).replaceAll(/["`$\\]/g, '')}${this.#pick(['$x', '\\n', '\\"', "'", '#', '\\`', this.#substituted('$(', inner, ')'), '${x}', '$((1))'])}"`,
      () =>
        `$'${this.#hostile(3).replaceAll(/['\\]/g, (found) => `\\${found}`)}${this.#pick(['', '\\n', '\\x41', '\\101', "\\'", '\\e', '\\cA', '\\u41'])}'`,
      () => `\\${this.#pick([...`'"\\$;&|()<>#!*?[{~=a `, '`'])}`,
      () => this.#substituted('$(', list, ')'),
      () =>
        this.#substituted(
          '`',
          () => `c${this.#below(FUNCTIONS)} ${this.#pick(['a', `'b c' "d"`, 'x; c1', '\\\\ y'])}`,
          '`',
        ),
      () => this.#substituted('"$(', list, ')"'),
      () => `\${x:-${this.#pick(['a', '"b c"', "'}'", this.#substituted('$(', inner, ')'), '\\}'])}}`,
      () => `\${x${this.#pick(['#a', '%"}"', '/a/b', ':0:1', '^^', '[0]', '@Q'])}}`,
      () => `$((1 + ${this.#pick(['2', 'x', '(3 << 1)', this.#substituted('$(', inner, ')')])}))`,
      () => this.#substituted('<(', list, ')'),
      () => this.#pick(['$x', '${x}', '$?', '$#', '*', '?', '[a-c]', '{a,b}', '{1..3}', '~', '$"a"', '@(a|b)', '!(c)']),
    ])();
  }
}
