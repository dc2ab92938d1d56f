// Texts that commands give to other shells: as an argument, in a here-document, through a pipe.

import { type SimpleCommand, simpleCommand } from './commands.ts';
import { NO_VARIABLES, textOf } from './fields.ts';
import { innermostArgv } from './innermost.ts';
import { parseShell, type Redirection, type SyntaxNode, walk } from './parse.ts';
import { isShell, readsInput, runBy } from './wrappers.ts';

/** What one command gives. */
export interface ForOtherShell {
  /** Where that command begins. */
  readonly start: number;
  readonly texts: readonly string[];
}

/** All of them in a text. Expansions are left as they are written. */
export function forOtherShells(shellText: string): ForOtherShell[] {
  const found: ForOtherShell[] = [];
  walk(parseShell(shellText).tree, (node) => {
    if (node.type === 'Command') found.push({ start: node.pos, texts: ofCommand(simpleCommand(node, NO_VARIABLES)) });
    if (node.type === 'Pipeline') found.push({ start: node.pos, texts: ofPipeline(node.commands) });
    // `(bash) <<EOF`, `while read; do …; done <<EOF | sh`
    if (node.type === 'Redirected' && readsIt(node.command))
      found.push({ start: node.pos, texts: node.redirects.flatMap(documentOf) });
  });
  return found.filter(({ texts }) => texts.length > 0);
}

function ofCommand(command: SimpleCommand): string[] {
  const [program, ...args] = innermostArgv(command.words);
  const own = runBy(program, args).flatMap((inner) => (inner !== 'unread' && 'text' in inner ? [inner.text] : []));
  const documents = takesInput(program, ...args) ? command.redirections.flatMap(documentOf) : [];
  return [...own, ...elsewhere(program, args), ...documents];
}

/** `ssh host 'ip a'`, `docker exec web sh -c 'ip a'` */
function elsewhere(program: string, args: readonly string[]): string[] {
  if (program === 'ssh') return [...args];
  const at = args.findIndex((word, index) => isShell(bare(word)) && /^-\w*c$/.test(args[index + 1] ?? ''));
  return /^(?:docker|podman|nerdctl|kubectl|lxc|lxc-attach|machinectl|vagrant)$/.test(program) && at >= 0
    ? args.slice(at + 2, at + 3)
    : [];
}

/** What is written to a shell: the words of those before it, and what they are given to read. */
function ofPipeline(commands: readonly SyntaxNode[]): string[] {
  const reader = commands.findLastIndex((command, at) => at > 0 && readsIt(command));
  return commands.slice(0, Math.max(0, reader)).flatMap((node) => {
    const texts: string[] = [];
    walk(node, (inner) => {
      if (inner.type !== 'Command') return;
      const command = simpleCommand(inner, NO_VARIABLES);
      texts.push(...innermostArgv(command.words).slice(1), ...command.redirections.flatMap(documentOf));
    });
    return texts;
  });
}

function readsIt(node: SyntaxNode): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.type === 'Command') found ||= takesInput(...innermostArgv(simpleCommand(inner, NO_VARIABLES).words));
    return !found;
  });
  return found;
}

const takesInput = (program: string, ...args: readonly string[]): boolean =>
  readsInput(program, args) ||
  program === 'ssh' ||
  // The shells that these start.
  runBy(program, args).some((inner) => inner !== 'unread' && 'words' in inner && isBareShell(inner.words));

const isBareShell = ([program = '', ...args]: readonly string[]): boolean => readsInput(bare(program), args);

function documentOf(redirection: Redirection): string[] {
  if (redirection.type === 'HereDoc') return [redirection.body.text];
  return redirection.type === 'HereString' && redirection.target ? [textOf(redirection.target, NO_VARIABLES)] : [];
}

const bare = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
