// The grammar of nft(8), as far as its options, commands, tables, chains and rules go.

import { optionsOf } from './getopt.ts';

/** What a text of nft does to one thing. */
export interface NftCommand {
  /** 'add', 'insert', 'replace', 'delete', 'destroy', 'flush', …; 'add' for what a block holds. */
  readonly action: string;
  /** 'table', 'chain', 'rule', 'ruleset', …; as it is written if it is none that is read further. */
  readonly object: string;
  readonly table: string;
  readonly chain: string;
  /** What is said of it: the words of a rule, what is in the braces of a chain. */
  readonly words: readonly string[];
}

const FAMILY = /^(?:ip6?|inet|arp|bridge|netdev)$/;
const ACTION =
  /^(?:add|create|insert|replace|delete|destroy|flush|reset|list|rename|get|describe|monitor|export|import)$/;
const OBJECT =
  /^(?:table|chain|rule|ruleset|set|map|element|flowtable|counter|quota|limit|ct|secmark|synproxy|meter|vars)s?$/;
const WORD = /#[^\n]*|\\\n|"[^"]*"|[{};\n]|[^\s{};"#]+/g;

/** Reads commands, as they are given to nft(8) as arguments or in a file. Includes, definitions and variables are words. */
export function nftCommands(text: string): NftCommand[] {
  const words = (text.match(WORD) ?? []).filter((word) => !/^(?:#|\\\n)/.test(word));
  return statementsOf(words).flatMap(commandsOf);
}

/** Up to each end of a line or semicolon that is not in braces. */
function statementsOf(words: readonly string[]): string[][] {
  const statements: string[][] = [[]];
  let depth = 0;
  for (const word of words) {
    if (word === '{') depth++;
    if (word === '}') depth--;
    if (depth <= 0 && /^[;\n]$/.test(word)) statements.push([]);
    else statements.at(-1)?.push(word);
    // A block of a table or a chain needs nothing behind it.
    if (depth <= 0 && word === '}' && /^(?:table|chain|set|map)$/.test(statements.at(-1)?.[0] ?? ''))
      statements.push([]);
  }
  return statements.filter((statement) => statement.some((word) => word !== '\n'));
}

function commandsOf(statement: readonly string[]): NftCommand[] {
  const isAction = ACTION.test(statement[0] ?? '');
  const action = isAction ? (statement[0] ?? '') : 'add';
  const [first = '', ...behind] = isAction ? statement.slice(1) : statement;
  // `nft add ip filter input drop` adds a rule as well.
  const isObject = OBJECT.test(first);
  if (!isObject && !(isAction && /^(?:add|insert)$/.test(action)) && !FAMILY.test(first))
    return [{ action: isAction ? action : first, object: first, table: '', chain: '', words: behind }];
  const object = isObject ? first : 'rule';
  const rest = isObject ? behind : [first, ...behind];
  const [table = '', ...more] = FAMILY.test(rest[0] ?? '') ? rest.slice(1) : rest;
  if (object === 'table') return [{ action, object, table, chain: '', words: more }, ...ofTable(table, inBraces(more))];
  if (object !== 'chain' && object !== 'rule') return [{ action, object, table, chain: '', words: more }];
  const [chain = '', ...words] = more;
  return object === 'chain' ? ofChain(action, table, chain, words) : [ofRule(action, table, chain, words)];
}

const ofTable = (table: string, block: readonly string[]): NftCommand[] =>
  statementsOf(block).flatMap(([object = '', name = '', ...words]) => {
    if (object === 'chain') return ofChain('add', table, name, words);
    return /^(?:set|map|define)$/.test(object)
      ? [{ action: 'add', object, table, chain: '', words: [name, ...words] }]
      : [];
  });

/** A chain, whose braces hold what it is, and its rules. */
function ofChain(action: string, table: string, chain: string, words: readonly string[]): NftCommand[] {
  const block = inBraces(words);
  const rules = statementsOf(block).filter(([first = '']) => !/^(?:type|policy|flags|devices?|comment)$/.test(first));
  return [
    { action, object: 'chain', table, chain, words: block.length > 0 ? block : words },
    ...rules.map((rule) => ofRule('add', table, chain, rule)),
  ];
}

/** A set in it may have several lines. */
const ofRule = (action: string, table: string, chain: string, words: readonly string[]): NftCommand => ({
  action,
  object: 'rule',
  table,
  chain,
  words: words.filter((word) => word !== '\n'),
});

function inBraces(words: readonly string[]): readonly string[] {
  const open = words.indexOf('{');
  return open < 0 ? [] : words.slice(open + 1, words.lastIndexOf('}'));
}

const OPTIONS = {
  short: 'hvVcf:iI:jaesnSNyptuTD:o',
  long: `help version check file= interactive includepath= json handle echo stateless service reversedns numeric
    numeric-priority numeric-protocol numeric-time guid debug= optimize define= terse`,
};

/** The arguments of nft(8), whose options come before its commands. */
export interface NftArguments {
  /** Nothing is changed. */
  readonly checks: boolean;
  /** From which it reads its commands: `-` is its input. */
  readonly file: string | undefined;
  readonly commands: readonly string[];
}

/** undefined: an option is not known. */
export function nftArguments(args: readonly string[]): NftArguments | undefined {
  const found = optionsOf(args, OPTIONS);
  if (!found) return undefined;
  const { options, operands } = found;
  const value = (short: string, long: string) => options.get(short) ?? options.get(long);
  const file = options.has('i') || options.has('interactive') ? '-' : value('f', 'file');
  return {
    checks: options.has('c') || options.has('check'),
    file: file === '/dev/stdin' ? '-' : file,
    commands: operands,
  };
}
