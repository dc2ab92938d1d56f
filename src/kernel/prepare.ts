import { findPlaceholder, hasPrompt, runnableText } from '../notebook/shell-text.ts';
import { findNoCommand, type NoCommand } from '../notebook/transcript.ts';
import type { Argument } from '../words.ts';
import type { CellRequest, Refusal } from './run.ts';
import { type RunCode, sayOfRun } from './words.ts';

/** The text that the shell is given: a console cell without its prompts and outputs. */
export function shellText({ code, language }: CellRequest): string {
  return runnableText({ text: code, language });
}

/** Why a cell must not be run at all, or undefined. */
export function refusal(request: CellRequest): Refusal | undefined {
  const { attributes } = request;
  if (attributes.invalid !== undefined) return { kind: 'refused', what: attributes.invalid };
  if (attributes.interactive) return refused('needs-terminal', 'run-in-editor');
  if (attributes.expect === 'timeout' && attributes.timeoutMs === undefined)
    return refused('no-time-limit', 'add-time-limit');
  const text = shellText(request);
  if (text.includes('\0')) return { kind: 'refused', what: sayOfRun('nul-in-cell') };
  const shown = whatIsShown(request);
  if (shown) return shown;
  const placeholder = findPlaceholder(text);
  return placeholder && refused('placeholder', 'replace-placeholder', placeholder.text);
}

const refused = (code: RunCode, remedy: RunCode, ...args: readonly Argument[]): Refusal => ({
  kind: 'refused',
  what: sayOfRun(code, ...args),
  remedy: sayOfRun(remedy),
});

/** What a terminal showed is not run: output can be taken for commands, and its arrows for redirections. */
function whatIsShown({ code, language }: CellRequest): Refusal | undefined {
  if (language === 'console')
    return code.trim() === '' || hasPrompt(code) ? undefined : refused('no-prompt', 'add-prompts');
  const found = findNoCommand(code);
  if (!found) return undefined;
  const text = JSON.stringify(found.text.trim().slice(0, 60));
  return refused(`shown-${found.kind}`, REMEDIES[found.kind], found.line, text);
}

const REMEDIES: Readonly<Record<NoCommand['kind'], RunCode>> = {
  prompt: 'console-or-no-prompt',
  output: 'console-or-no-output',
  drawing: 'text-or-quotes',
};
