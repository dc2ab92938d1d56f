import { findPlaceholder, hasPrompt, runnableText } from '../notebook/shell-text.ts';
import { findNoCommand, type NoCommand } from '../notebook/transcript.ts';
import { inWords } from '../words.ts';
import type { CellRequest, Refusal } from './run.ts';

/** The text that the shell is given: a console cell without its prompts and outputs. */
export function shellText({ code, language }: CellRequest): string {
  return runnableText({ text: code, language });
}

/** Why a cell must not be run at all, or undefined. */
export function refusal(request: CellRequest): Refusal | undefined {
  const { attributes } = request;
  if (attributes.invalid !== undefined) return { kind: 'refused', message: inWords(attributes.invalid) };
  if (attributes.interactive) {
    return {
      kind: 'refused',
      message: 'This cell is interactive: it needs a terminal.',
      remedy: 'Run it in VS Code, where it opens one, or take interactive=true off.',
    };
  }
  if (attributes.expect === 'timeout' && attributes.timeoutMs === undefined) {
    return {
      kind: 'refused',
      message: 'expect=timeout: this cell has no time limit that could stop it.',
      remedy: 'Add one, such as timeout=10s.',
    };
  }
  const text = shellText(request);
  if (text.includes('\0'))
    return { kind: 'refused', message: 'The cell holds a NUL character, which no shell can run.' };
  const shown = whatIsShown(request);
  if (shown) return shown;
  const placeholder = findPlaceholder(text);
  if (!placeholder) return undefined;
  return {
    kind: 'refused',
    message: `${placeholder.text} is a placeholder: the shell would take it for redirections and create a file.`,
    remedy: 'Replace it, brackets and all, by a value of yours, or quote it if you mean it.',
  };
}

/** What a terminal showed is not run: output can be taken for commands, and its arrows for redirections. */
function whatIsShown({ code, language }: CellRequest): Refusal | undefined {
  if (language === 'console') {
    if (code.trim() === '' || hasPrompt(code)) return undefined;
    return {
      kind: 'refused',
      message:
        'This console cell has no prompt that is known, so it cannot be told what was typed and what was printed.',
      remedy: 'Put `$ ` before each command, or write sh instead of console if all of it is commands.',
    };
  }
  const found = findNoCommand(code);
  if (!found) return undefined;
  const { what, remedy } = SHOWN[found.kind];
  const text = JSON.stringify(found.text.trim().slice(0, 60)).replace(UNSEEN, '\uFFFD');
  return { kind: 'refused', message: `Nothing was run: line ${found.line} of the cell ${what}: ${text}`, remedy };
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const AS_CONSOLE =
  'Write console instead of sh behind the fence: then what stands after a prompt is run, and nothing else.';
const SHOWN: Readonly<Record<NoCommand['kind'], { readonly what: string; readonly remedy: string }>> = {
  prompt: { what: 'shows a prompt', remedy: `${AS_CONSOLE} Or take the prompts and the output off.` },
  output: {
    what: 'is output of a program, not a command',
    remedy: `Take it off, or mark what was typed: put \`$ \` before each command. ${AS_CONSOLE}`,
  },
  drawing: { what: 'is a drawing, not a command', remedy: 'Write text behind the fence, or quote it if you mean it.' },
};
