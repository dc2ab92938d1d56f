import { findPlaceholder, runnableText } from '../notebook/shell-text.ts';
import type { CellRequest, RunEnd } from './run.ts';

/** The text that the shell is given: a console cell without its prompts and outputs. */
export function shellText({ code, language }: CellRequest): string {
  return runnableText({ text: code, language });
}

/** Why a cell must not be run at all, or undefined. */
export function refusal(request: CellRequest): Extract<RunEnd, { kind: 'refused' }> | undefined {
  const { attributes } = request;
  if (attributes.invalid !== undefined) return { kind: 'refused', message: attributes.invalid };
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
  const placeholder = findPlaceholder(text);
  if (!placeholder) return undefined;
  return {
    kind: 'refused',
    message: `${placeholder.text} is a placeholder: the shell would take it for redirections and create a file.`,
    remedy: 'Replace it, brackets and all, by a value of yours, or quote it if you mean it.',
  };
}
