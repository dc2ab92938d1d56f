import { expect, it } from 'vitest';
import { markdownOf } from '../../../src/editor/plainText.ts';

it('markup-in-names: every punctuation of ASCII is text in Markdown, and nothing else is changed', () => {
  expect(markdownOf('<img src=x> $(id) [a](command:b) -x a b')).toBe(
    String.raw`\<img src\=x\> \$\(id\) \[a\]\(command\:b\) \-x a b`,
  );
});
