// Random texts of shell that give values to variables, functions and aliases, and use them; the only commands tell.
import type { Random } from '../../random.ts';
import { FUNCTIONS } from './texts.ts';

const VALUES = ['a', 'eth0', 'c1', 'c2', "'c3 a'", '"b  c"', "'c4,d'", '10.0.0.1/24', "''", '-x'];
const NAMES = ['x', 'y', 'z'];

export class ValueTexts {
  readonly #random: Random;
  /** In a function, where there are arguments. */
  #inFunction = false;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lines, each of which bash reads as a whole. */
  next(): string[] {
    const lines = Array.from({ length: 2 + this.#random(7) }, () => this.#line(2));
    // What a variable is before it is set, no text says.
    return ['x=a y= z=eth0', ...lines];
  }

  #pick<T>(values: readonly T[]): T {
    // Safe: the index is below the length, and no list is empty.
    return values[this.#random(values.length)] as T;
  }

  readonly #name = () => this.#pick(NAMES);
  readonly #value = () => this.#pick(VALUES);

  #word(): string {
    const name = this.#inFunction ? this.#pick([...NAMES, '1', '2', '@', '*']) : this.#name();
    return this.#pick([
      this.#value(),
      `$${name}`,
      `"$${name}"`,
      `\${${name}}`,
      `"\${${name}}-a"`,
      `e$${name}`,
      `"$${name}$${this.#name()}"`,
    ]);
  }

  #words(): string {
    return Array.from({ length: this.#random(4) }, () => this.#word()).join(' ');
  }

  #call(): string {
    return `c${this.#random(FUNCTIONS)} ${this.#words()}`;
  }

  #list(depth: number): string {
    return Array.from({ length: 1 + this.#random(3) }, () => this.#line(depth)).join('; ');
  }

  #line(depth: number): string {
    const simple: (() => string)[] = [
      () => this.#call(),
      () => this.#call(),
      () => `${this.#word()} ${this.#words()}`,
      () => `${this.#name()}=${this.#word()}`,
      () => `${this.#name()}=${this.#value()} ${this.#name()}=${this.#word()}`,
      () => `${this.#name()}=${this.#value()} ${this.#call()}`,
      () => `export ${this.#name()}=${this.#word()}`,
      () => `f${this.#random(3)} ${this.#words()}`,
      () => `eval '${this.#call().replaceAll("'", '')}'`,
      () => `eval "${this.#name()}=${this.#pick(['c5', 'b'])}"`,
      () => `read -r ${this.#name()} <<< ${this.#word()}`,
    ];
    if (this.#inFunction)
      simple.push(
        () => `local ${this.#name()}=${this.#word()}`,
        () => 'shift',
      );
    else if (depth === 2)
      simple.push(
        () => `alias l${this.#random(2)}=${this.#pick([...VALUES, '"c6 $x"', '"l1 b"', '"f0 d"'])}`,
        () => `l${this.#random(2)} ${this.#words()}`,
        () => 'IFS=,',
        () => `declare -n ${this.#name()}=${this.#name()}`,
        () => `unset ${this.#name()}`,
      );
    if (depth === 0 || this.#random(10) < 7) return this.#pick(simple)();
    return this.#pick([
      () => `for ${this.#name()} in ${this.#word()} ${this.#word()}; do ${this.#list(depth - 1)}; done`,
      () => `if ${this.#call()}; then ${this.#list(depth - 1)}; else ${this.#list(depth - 1)}; fi`,
      () => `{ ${this.#list(depth - 1)}; }`,
      () => this.#function(depth),
      () => this.#function(depth),
    ])();
  }

  #function(depth: number): string {
    const outer = this.#inFunction;
    this.#inFunction = true;
    const text = `f${this.#random(3)}() { ${this.#list(depth - 1)}; }`;
    this.#inFunction = outer;
    return text;
  }
}
