import type { SyntaxNode, Word, WordPart } from './parse.ts';

/** A word as a program gets it, as far as its text shows. */
export interface Field {
  /** Without its quotes. What is expanded is there as it is written, unless it is known. */
  readonly text: string;
  /** The program gets just this: nothing in it is expanded to something that is not known. */
  readonly sure: boolean;
}

/** What is known of variables: name → value. That of `@` and `*` is the positional parameters with NUL between them. */
export type Variables = ReadonlyMap<string, string>;

export const NO_VARIABLES: Variables = new Map();

/**
 * The fields of a word (bash(1), EXPANSION): one, but for an unquoted variable whose known value has blanks, and for
 * braces.
 */
export function fieldsOf(word: Word, variables: Variables = NO_VARIABLES): Field[] {
  const builder = new FieldBuilder(variables);
  for (const [index, part] of partsOf(word).entries()) builder.addPart(part, index === 0);
  return builder.end();
}

/** Of what a word is made. */
export const partsOf = ({ parts, pos, end, value, text }: Word): readonly WordPart[] =>
  parts ?? [{ type: 'Literal', pos, end, value, text }];

/** What a word is if it is one field: without its quotes. */
export const textOf = (word: Word, variables: Variables): string =>
  fieldsOf(word, variables)
    .map(({ text }) => text)
    .join(' ');

/** `~`, `~user`; after `=` and `:` in what looks like an assignment. */
const TILDE = /^~|^\w+=(?:.*:)?~/s;
/** What a value must not hold if it is to be one field, unquoted, that stays as it is. */
const SPLITS = /[\s*?[\\]/;

/** `$(which ip)`: a path of ip. */
const LOCATES = /^(?:\$\(|`)(?:which|command -v|type -[pP]) ([\w.+-]+)(?:\)|`)$/;

/** Braces of which the parser says nothing: `{a},b}` is `a}` and `b` to bash. */
const expandsBraces = (text: string) => hasBraces(text.replaceAll(/\\./gs, ''));

function hasBraces(text: string): boolean {
  const open = text.indexOf('{');
  return open >= 0 && (text.includes(',', open) || text.includes('..', open));
}

/** Whether a word, as it is written, may come to be another one: it has a variable, a substitution, a pattern, braces. */
export const mayBeAnything = (text: string): boolean => /[$`*?[]/.test(text) || hasBraces(text);

/** What a word says itself, without its quotes and without what is expanded in it. */
export const literalOf = (word: Word): string =>
  partsOf(word)
    .flatMap((part): readonly WordPart[] =>
      part.type === 'DoubleQuoted' || part.type === 'LocaleString' ? part.parts : [part],
    )
    .map((part) => (/^(?:Literal|SingleQuoted|AnsiCQuoted)$/.test(part.type) && 'value' in part ? part.value : ''))
    .join('');

class FieldBuilder {
  readonly #variables: Variables;
  readonly #fields: Field[] = [];
  #text = '';
  #sure = true;
  /** There is a field, be it empty: `''`. */
  #begun = false;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  add(text: string, sure: boolean): void {
    this.#text += text;
    this.#sure &&= sure;
    this.#begun = true;
  }

  addPart(part: WordPart, isFirst: boolean): void {
    if (part.type === 'Literal') this.add(part.value, !(isFirst && TILDE.test(part.text)) && !expandsBraces(part.text));
    else if (part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') this.add(part.value, true);
    else if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') {
      this.add('', part.type === 'DoubleQuoted');
      for (const child of part.parts) {
        const value = child.type === 'Literal' ? child.value : this.#valueOf(child);
        if (value !== undefined && variableOf(child) === '@') this.#addEach(value, (text) => this.add(text, true));
        else this.add(value?.replaceAll('\0', ' ') ?? child.text, value !== undefined);
      }
    } else {
      const value = this.#valueOf(part);
      if (value !== undefined) this.#addEach(value, (text) => this.#addSplit(text));
      else this.add(part.text, false);
    }
  }

  end(): Field[] {
    if (this.#begun) this.#fields.push({ text: this.#text, sure: this.#sure });
    this.#text = '';
    this.#sure = true;
    this.#begun = false;
    return this.#fields;
  }

  /** NUL ends a field, too. */
  #addEach(value: string, add: (text: string) => void): void {
    for (const [index, text] of value.split('\0').entries()) {
      if (index > 0) this.end();
      add(text);
    }
  }

  /** The value of an unquoted variable: blanks in it end a field. */
  #addSplit(value: string): void {
    if (!SPLITS.test(value)) {
      if (value !== '') this.add(value, true);
      return;
    }
    const words = value.split(/[ \t\n]+/);
    for (const [index, text] of words.entries()) {
      if (index > 0) this.end();
      if (text !== '') this.add(text, !SPLITS.test(text));
    }
  }

  #valueOf(part: WordPart): string | undefined {
    if (part.type === 'CommandExpansion') return LOCATES.exec(part.text)?.[1];
    const name = variableOf(part);
    return name === undefined ? undefined : this.#variables.get(name);
  }
}

/** The variable that a part is replaced by, if that is all it says: `$name`, `${name}`. */
export function variableOf(part: WordPart): string | undefined {
  if (part.type === 'SimpleExpansion') return part.text.slice(1);
  if (part.type !== 'ParameterExpansion') return undefined;
  return part.prefix || part.index || part.operation ? undefined : part.parameter;
}

/** A substitution in a text. */
export const SUBSTITUTES = /\$\(|`/;

/** The texts with substitutions that are written in a node where they may be expanded, though they are quoted. */
export function evaluated(node: SyntaxNode): readonly string[] {
  const words =
    node.type === 'For'
      ? (node.wordlist ?? [])
      : node.type === 'TestUnary'
        ? [node.operand]
        : node.type === 'TestBinary'
          ? [node.left, node.right]
          : [];
  return words.flatMap(hidden);
}

/** The text of a quoted word that may be expanded later. */
export const hidden = (word: Word): string[] => [literalOf(word)].filter((text) => SUBSTITUTES.test(text));
