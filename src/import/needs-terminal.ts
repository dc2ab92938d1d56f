// Programs that somebody has to type into: editors, screens, other machines.

import { type SimpleCommand, simpleCommand } from '../shell/commands.ts';
import { NO_VARIABLES } from '../shell/fields.ts';
import { innermostArgv } from '../shell/innermost.ts';
import { parseShell, type SyntaxNode, walk } from '../shell/parse.ts';
import { opensShell } from './ssh.ts';

/** Whether a program with these arguments waits for what is typed at a terminal. */
type Rule = (args: readonly string[]) => boolean;

const always: Rule = (args) => !args.some((word) => /^--?(?:h|help|V|version)$/.test(word));
const without =
  (options: RegExp): Rule =>
  (args) =>
    always(args) && !args.some((word) => options.test(word));
/** `vim -es`, `vim -c wq FILE`, `vim +wq FILE` end on their own. */
const vi = without(/^-\w*[esS]|^-c$|^--cmd$|^\+\D/);

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...['vi', 'vim', 'nvim', 'view', 'vimdiff'].map((name): [string, Rule] => [name, vi]),
  ...['nano', 'pico', 'joe', 'micro', 'mcedit', 'visudo', 'vipw', 'nmtui', 'mc', 'minicom'].map(
    (name): [string, Rule] => [name, always],
  ),
  ['emacs', without(/^--?(?:batch|script)$/)],
  ['crontab', (args) => args.includes('-e')],
  ['systemctl', (args) => args.includes('edit')],
  ['nft', (args) => args.some((word) => /^(?:-\w*i|--interactive)$/.test(word))],
  ['top', without(/^-?\w*b/)],
  ...['htop', 'btop', 'iftop', 'nethogs', 'nload', 'bmon', 'iptraf-ng'].map((name): [string, Rule] => [
    name,
    without(/^-\w*[tT]$|^-o$/),
  ]),
  ['ssh', opensShell],
]);

/** Some word that a text with such a command has. */
const NAMED = new RegExp(`(?<![\\w-])(?:${[...RULES.keys()].join('|')})(?![\\w-])`);

/** The first program of a text that needs a terminal, by its bare name. What is given something to read needs none. */
export function needsTerminal(shellText: string): string | undefined {
  if (!NAMED.test(shellText)) return undefined;
  const { tree, faults } = parseShell(shellText);
  if (faults.length > 0) return undefined;
  const fed = new Set<SyntaxNode>();
  let found: string | undefined;
  walk(tree, (node) => {
    if (node.type === 'Function' || found !== undefined || fed.has(node)) return false;
    if (node.type === 'Pipeline') for (const command of node.commands.slice(1)) fed.add(command);
    if (node.type === 'Command') found = programOf(simpleCommand(node, NO_VARIABLES));
    return true;
  });
  return found;
}

function programOf({ words, redirections }: SimpleCommand): string | undefined {
  if (redirections.some(({ type, operator }) => type !== 'Redirect' || operator === '<')) return undefined;
  const [program, ...args] = innermostArgv(words);
  return RULES.get(program)?.(args) ? program : undefined;
}
