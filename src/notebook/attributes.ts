/** What a cell's author says must happen. */
export type Expectation = 'ok' | 'fail' | number;

/** The attributes of a code cell, as its info string gives them; see docs/notebook-format.md. */
export interface CellAttributes {
  readonly host?: string;
  readonly netns?: string;
  /** Default 'ok'. */
  readonly expect: Expectation;
  readonly timeoutMs?: number;
  readonly background: boolean;
  readonly interactive: boolean;
  readonly name?: string;
  readonly excludeFromRunAll: boolean;
  readonly cwd?: string;
}

export const DEFAULT_ATTRIBUTES: CellAttributes = {
  expect: 'ok',
  background: false,
  interactive: false,
  excludeFromRunAll: false,
};
