import { commandsOf } from '../../notebook/shell-words.ts';

/** Names that commands give to what they make. */
export interface PlannedNames {
  readonly netns: readonly string[];
  readonly links: readonly string[];
}

/** The names that the commands of a text give (ip-netns(8), ip-link(8)), whether they have run or not. */
export function plannedNames(text: string): PlannedNames {
  const netns = new Set<string>();
  const links = new Set<string>();
  for (const line of text.split('\n'))
    for (const command of commandsOf(line)) {
      const words = command.map((word) => word.text);
      for (const [at, word] of words.entries()) {
        const before = words.slice(Math.max(0, at - 2), at).join(' ');
        // What an expansion makes is not known.
        if (/[$`]/.test(word)) continue;
        if (/^netns add$/.test(before)) netns.add(word);
        else if (/^(?:l|li|lin|link) add$|^add dev$|\bname$/.test(before) && !/^(?:dev|link|name)$/.test(word))
          links.add(word);
      }
    }
  return { netns: [...netns], links: [...links] };
}
