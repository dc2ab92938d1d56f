import { commandsOf } from '../../shell/commands.ts';

/** Names that commands give to what they make. */
export interface PlannedNames {
  readonly netns: readonly string[];
  readonly links: readonly string[];
}

/** The names that the commands of texts give (ip-netns(8), ip-link(8)), whether they have run or not. */
export function plannedNames(texts: readonly string[]): PlannedNames {
  const netns = new Set<string>();
  const links = new Set<string>();
  for (const { fields } of texts.flatMap((text) => commandsOf(text).commands)) {
    const words = fields.map((field) => field.text);
    for (const [at, { text: word, sure }] of fields.entries()) {
      const before = words.slice(Math.max(0, at - 2), at).join(' ');
      // What an expansion makes is not known.
      if (!sure) continue;
      if (/^netns add$/.test(before)) netns.add(word);
      else if (/^(?:l|li|lin|link) add$|^add dev$|\bname$/.test(before) && !/^(?:dev|link|name)$/.test(word))
        links.add(word);
    }
  }
  return { netns: [...netns], links: [...links] };
}
