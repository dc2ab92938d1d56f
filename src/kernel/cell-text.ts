import { type InTerminal, inTerminal, splitByShell } from '../import/inner-shells.ts';
import { needsTerminal } from '../import/needs-terminal.ts';
import { filledIn, findPlaceholder, notFilledIn, placeholderName } from '../import/placeholders.ts';
import { isForParts, type Part, partsOf } from '../import/runs-on.ts';
import { runnableText } from '../import/shell-text.ts';
import { findNoCommand, type NoCommand } from '../import/signs.ts';
import { hasPrompt } from '../import/transcript.ts';
import { magicsIn } from '../notebook/magics.ts';
import type { Said } from '../words.ts';
import { type CellRequest, type Refusal, unattended } from './run-types.ts';
import { type RunCode, sayOfRun } from './words.ts';

/** The text that the shell is given: without prompts and outputs, and with values for its placeholders. */
export function shellText({ code, language, typed, values }: CellRequest): string {
  const text = runnableText({ text: code, language, typed });
  return values ? filledIn(text, values) : text;
}

/** The program for which a cell would wait until somebody types, where it says nothing of that itself. */
export const waitsForTyping = (request: CellRequest): string | undefined =>
  unattended(request.attributes).unattended ? needsTerminal(shellText(request)) : undefined;

/** What is said of values that stay out of its text. */
export function remarkOnValues(request: CellRequest): Said | undefined {
  const { values, ...asWritten } = request;
  const [first] = values ? notFilledIn(shellText(asWritten), values) : [];
  return first === undefined ? undefined : sayOfRun('value-not-plain', first);
}

/** In which terminal a cell is typed, and which shells are open there: those that the cells before it in the notebook start and do not leave. */
export function shellsAround({ attributes, terminal }: CellRequest, before: readonly CellRequest[]): InTerminal {
  const { host, netns, excludeFromRunAll } = attributes;
  const same = before.filter(({ attributes: own }) => {
    if (own.host !== host || own.netns !== netns) return false;
    // These have shells of their own, and what is not run with the others does not lead them anywhere.
    return !own.background && !own.interactive && (excludeFromRunAll || !own.excludeFromRunAll);
  });
  const texts = same.map((one) => ({ text: shellText(one).replaceAll('\r\n', '\n'), terminal: one.terminal }));
  return inTerminal({ terminal }, texts);
}

/** The parts in which a cell is run that would not end on its own, where nobody is there to stop it. */
export function partsToRun(request: CellRequest): readonly Part[] {
  const text = request.unattended ? shellText(request) : '';
  // Lines for other shells are run by those, one after another.
  const [only, ...others] = splitByShell(text, request.within ?? [], request.terminal).parts;
  const isOne = others.length === 0 && only?.enters === undefined && only?.leaves === undefined;
  const parts = isOne ? partsOf(text) : [];
  return isForParts(parts) ? parts : [];
}

/** Whether a cell is for a terminal; a question needs none. */
export const isForTerminal = (request: CellRequest): boolean =>
  request.attributes.interactive && magicsIn(shellText(request)) === undefined;

/** Why a cell must not be run at all, or undefined. */
export function refusal(request: CellRequest): Refusal | undefined {
  const { attributes } = request;
  if (attributes.invalid !== undefined) return { kind: 'refused', what: attributes.invalid };
  if (isForTerminal(request)) return refused(sayOfRun('needs-terminal'), sayOfRun('run-in-editor'));
  if (attributes.expect === 'timeout' && attributes.timeoutMs === undefined)
    return refused(sayOfRun('no-time-limit'), sayOfRun('add-time-limit'));
  const text = shellText(request);
  if (text.includes('\0')) return { kind: 'refused', what: sayOfRun('nul-in-cell') };
  const magics = magicsIn(text);
  if (magics?.kind === 'mixed') return refused(sayOfRun('shell-beside-magic', magics.line), sayOfRun('split-cell'));
  if (magics?.kind === 'not-plain') return refused(sayOfRun('magic-not-plain', magics.line), sayOfRun('quote-magic'));
  if (magics?.kind === 'misspelt')
    return refused(sayOfRun('misspelt-magic', magics.line, magics.word), sayOfRun('meant-magic', magics.meant));
  const shown = whatIsShown(request);
  if (shown) return shown;
  const placeholder = findPlaceholder(text);
  return (
    placeholder &&
    refused(
      sayOfRun('placeholder', placeholder.text),
      sayOfRun('replace-placeholder', placeholderName(placeholder.text)),
    )
  );
}

const refused = (what: Said, remedy: Said): Refusal => ({ kind: 'refused', what, remedy });

/** What a terminal showed is not run: output can be taken for commands, and its arrows for redirections. */
function whatIsShown({ code, language, typed }: CellRequest): Refusal | undefined {
  // It has been read, and is not all typed.
  if (typed?.some((from) => from !== 0)) return undefined;
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
