// What the blocks of a document say of it as a whole, in whatever order.

import { isRemark, likenessOf } from './command-line.ts';
import { showsRouter } from './other-shells.ts';
import { promptOf } from './prompts.ts';

export interface Facts {
  /** What prompts call the places where they are. */
  readonly named: ReadonlySet<string>;
  /** There are prompts that name no place. */
  readonly isAnonymous: boolean;
  /** Those of `named` that are routers or the like, whose commands no shell has. */
  readonly routers: ReadonlySet<string>;
  /** Names of network namespaces that something in it makes, be it in a file or in a loop. */
  readonly netns: ReadonlySet<string>;
  /** A script is run by its name. */
  readonly runsScript: boolean;
  /** The variables whose values are used. */
  readonly variables: ReadonlySet<string>;
  /** Those that are given a value. */
  readonly assigned: ReadonlySet<string>;
  /** More of its blocks begin with a command behind `# ` than with one that has no prompt. */
  readonly isRoots: boolean;
  /** Blocks begin with one behind a `#`, and none with one that has no prompt. */
  readonly isGlued: boolean;
  /** By their languages, how many blocks begin with a command that has no prompt. */
  readonly unprompted: ReadonlyMap<string, number>;
  /** There are prompts. */
  readonly hasPrompts: boolean;
}

const RUNS_SCRIPT =
  /(?:^|[\s$#])(?:(?:sudo\s+)?(?:ba)?sh\s+[\w./-]+\.(?:ba)?sh|(?:sudo\s+)?\.\/[\w./-]+|chmod\s+\S+\s+\S+\.sh)(?:\s|$)/m;

/** So many blocks are no accident. */
const MANY = 2;

/** How the blocks of a document begin. */
function beginnings(blocks: Texts): Pick<Facts, 'isRoots' | 'isGlued' | 'unprompted'> {
  const unprompted = new Map<string, number>();
  let roots = 0;
  for (const { text, language } of blocks) {
    const line = (text.split('\n').find((one) => one.trim() !== '' && !/^\s*(?:#\s|\/\/\s)/.test(one)) ?? '').trim();
    if (/^\s*# ?[a-z]/.test(text) && isFirstTyped(text)) roots++;
    else if (likenessOf(line) === 'sure' && /\s/.test(line))
      unprompted.set(language, (unprompted.get(language) ?? 0) + 1);
  }
  const others = [...unprompted.values()].reduce((sum, count) => sum + count, 0);
  return { isRoots: roots >= MANY && roots > others, isGlued: roots >= MANY && others === 0, unprompted };
}

/** Whether what stands behind the `#` of a first line is a command, and no words on one. */
const isFirstTyped = (text: string): boolean => {
  const typed = text.trimStart().split('\n', 1)[0]?.slice(1).trim() ?? '';
  return likenessOf(typed) === 'sure' && !isRemark(typed);
};

type Texts = readonly { readonly text: string; readonly language: string }[];

export function factsOf(blocks: Texts): Facts {
  const named = new Set<string>();
  const routers = new Set<string>();
  const netns = new Set<string>();
  const variables = new Set<string>();
  const assigned = new Set<string>();
  let hasPrompts = false;
  let isAnonymous = false;
  let runsScript = false;
  for (const { text } of blocks) {
    for (const [, name = ''] of text.matchAll(/\bip\s+netns\s+(?:add|attach)\s+([\w.-]+)/g)) netns.add(name);
    for (const [, name = ''] of text.matchAll(/\$\{?[!#]?(\w+)/g)) variables.add(name);
    for (const [, name = ''] of text.matchAll(/(?:^|[\s;(])(?:(?:for|read)\s+)?(\w+)(?==|\s+in\s)/g))
      assigned.add(name);
    runsScript ||= RUNS_SCRIPT.test(text);
    for (const line of text.split('\n')) {
      if (!/^\s*(?:\S.{0,200}?)?[$#%❯>]/.test(line)) continue;
      const router = showsRouter(line);
      if (router !== undefined) routers.add(router);
      const prompt = promptOf(line);
      hasPrompts ||= prompt?.kind === 'sure' || prompt?.kind === 'weak';
      if (prompt?.name !== undefined) named.add(prompt.name);
      else if (prompt?.kind === 'sure') isAnonymous = true;
    }
  }
  return { named, isAnonymous, routers, netns, runsScript, variables, assigned, hasPrompts, ...beginnings(blocks) };
}
