import { type InnerShell, inTerminal } from '../src/import/inner-shells.ts';

/** The shells that are open after some texts, one after the other. */
export const shellsBefore = (texts: readonly string[]): readonly InnerShell[] =>
  inTerminal(
    {},
    texts.map((text) => ({ text })),
  ).within;
