import { type Part, partsOf } from '../import/runs-on.ts';
import { findPlaceholder, hasPrompt, runnableText } from '../import/shell-text.ts';
import { findNoCommand, type NoCommand } from '../import/signs.ts';
import type { Said } from '../words.ts';
import type { CellRequest, Refusal } from './run-types.ts';
import { type RunCode, sayOfRun } from './words.ts';

/** The text that the shell is given: a console cell without its prompts and outputs. */
export function shellText({ code, language }: CellRequest): string {
  return runnableText({ text: code, language });
}

/** The parts in which a cell is run that would not end on its own, where nobody is there to stop it. */
export function partsToRun(request: CellRequest): readonly Part[] {
  const parts = request.unattended ? partsOf(shellText(request)) : [];
  return parts.some((part) => part.runsOn) ? parts : [];
}

/** Why a cell must not be run at all, or undefined. */
export function refusal(request: CellRequest): Refusal | undefined {
  const { attributes } = request;
  if (attributes.invalid !== undefined) return { kind: 'refused', what: attributes.invalid };
  if (attributes.interactive) return refused(sayOfRun('needs-terminal'), sayOfRun('run-in-editor'));
  if (attributes.expect === 'timeout' && attributes.timeoutMs === undefined)
    return refused(sayOfRun('no-time-limit'), sayOfRun('add-time-limit'));
  const text = shellText(request);
  if (text.includes('\0')) return { kind: 'refused', what: sayOfRun('nul-in-cell') };
  const shown = whatIsShown(request);
  if (shown) return shown;
  const placeholder = findPlaceholder(text);
  return placeholder && refused(sayOfRun('placeholder', placeholder.text), sayOfRun('replace-placeholder'));
}

const refused = (what: Said, remedy: Said): Refusal => ({ kind: 'refused', what, remedy });

/** What a terminal showed is not run: output can be taken for commands, and its arrows for redirections. */
function whatIsShown({ code, language }: CellRequest): Refusal | undefined {
  if (language === 'console')
    return code.trim() === '' || hasPrompt(code) ? undefined : refused(sayOfRun('no-prompt'), sayOfRun('add-prompts'));
  const found = findNoCommand(code);
  if (!found) return undefined;
  const text = JSON.stringify(found.text.trim().slice(0, 60));
  return refused(sayOfRun(`shown-${found.kind}`, found.line, text), sayOfRun(REMEDIES[found.kind]));
}

const REMEDIES = {
  prompt: 'console-or-no-prompt',
  output: 'console-or-no-output',
  drawing: 'text-or-quotes',
} as const satisfies Readonly<Record<NoCommand['kind'], RunCode>>;
