// What the blocks of a document say of it as a whole, in whatever order.

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
}

const RUNS_SCRIPT =
  /(?:^|[\s$#])(?:(?:sudo\s+)?(?:ba)?sh\s+[\w./-]+\.(?:ba)?sh|(?:sudo\s+)?\.\/[\w./-]+|chmod\s+\S+\s+\S+\.sh)(?:\s|$)/m;

export function factsOf(blocks: readonly { readonly text: string }[]): Facts {
  const named = new Set<string>();
  const routers = new Set<string>();
  const netns = new Set<string>();
  const variables = new Set<string>();
  let isAnonymous = false;
  let runsScript = false;
  for (const { text } of blocks) {
    for (const [, name = ''] of text.matchAll(/\bip\s+netns\s+(?:add|attach)\s+([\w.-]+)/g)) netns.add(name);
    for (const [, name = ''] of text.matchAll(/\$\{?[!#]?(\w+)/g)) variables.add(name);
    runsScript ||= RUNS_SCRIPT.test(text);
    for (const line of text.split('\n')) {
      if (!/^\s*(?:\S.{0,200}?)?[$#%❯>]/.test(line)) continue;
      const router = showsRouter(line);
      if (router !== undefined) routers.add(router);
      const prompt = promptOf(line);
      if (prompt?.name !== undefined) named.add(prompt.name);
      else if (prompt?.kind === 'sure') isAnonymous = true;
    }
  }
  return { named, isAnonymous, routers, netns, runsScript, variables };
}
