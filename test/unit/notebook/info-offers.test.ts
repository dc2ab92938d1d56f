import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTES, LANGUAGES } from '../../../src/notebook/attribute-table.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';
import { problemWith } from '../../../src/notebook/info-edit.ts';
import { type LiveValues, meaningAt, offersAt } from '../../../src/notebook/info-offers.ts';
import { inWords } from '../../../src/words.ts';

const live: LiveValues = (key) => (key === 'netns' ? [{ value: 'webapp' }, { value: 'a b' }] : []);
/** What is offered at the `|` of a line: where from, and what would be inserted. */
function offered(marked: string) {
  const at = marked.indexOf('|');
  const found = offersAt(marked.replace('|', ''), at, live);
  return found && [found.from, ...found.offers.map(({ offer }) => offer.insert)];
}

describe('the table of attributes', () => {
  it('is that of the docs, in keys and in values', () => {
    const docs = readFileSync(new URL('../../../docs/notebook-format.md', import.meta.url), 'utf8');
    const table = docs.slice(docs.indexOf('## Attributes'), docs.indexOf("A cell's exit status"));
    // A row of several keys: `hint`, `hint2`, `hint3`.
    const rows = [...table.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| (.*?) \|/gm)].flatMap(([, keys = '', values = '']) =>
      (keys.match(/\w+/g) ?? []).map((key) => ({ key, values })),
    );
    expect(rows.map(({ key }) => key)).toEqual(ATTRIBUTES.map(({ key }) => key));
    for (const { key, values } of rows) {
      const named =
        ATTRIBUTES.find((one) => one.key === key)?.values.filter(({ value }) => /^[a-z]+$/.test(value)) ?? [];
      for (const { value } of named) expect([key, values]).toEqual([key, expect.stringContaining(`\`${value}\``)]);
    }
  });

  it('has the attributes and values that are understood, and no other', () => {
    for (const { key, values } of ATTRIBUTES) {
      expect(parseInfo(`sh {${key}=x}`).warnings).toEqual([]);
      for (const { value } of values) expect([key, value, problemWith(key, value)]).toEqual([key, value, undefined]);
    }
  });
});

describe('offersAt', () => {
  it('offers the languages behind a fence', () => {
    expect(offered('```|')).toEqual([3, ...LANGUAGES.map(({ value }) => value)]);
    expect(offered('  ~~~~ co|')?.[0]).toBe(7);
  });

  it('offers the attributes that are not there yet', () => {
    expect(offered('```sh {|')).toEqual([
      7,
      ...['expect=', 'timeout=', 'netns=', 'host='],
      ...FLAGS,
      'show=',
      'name=',
      'cwd=',
      ...TASKS,
    ]);
    expect(offered('```sh {netns=a host=b name="a b" cwd=/ expect=ok, ti|')).toEqual([
      50,
      'timeout=',
      ...FLAGS,
      'show=',
      ...TASKS,
    ]);
  });

  it('offers the values of an attribute, quoted where need be', () => {
    expect(offered('```sh {netns=|')).toEqual([13, 'webapp', '"a b"']);
    expect(offered('```sh {timeout=1|')).toEqual([15, '5s', '10s', '30s', '1m', '2m']);
    expect(offered('```sh {background=|')).toEqual([18, 'true', 'false']);
    expect(offered('```sh {constructor=|')).toEqual([19]);
  });

  it.each(['sh {|', '```sh {a} |', '```sh {name="a |', '``|', '|```sh', '```sh |'])(
    'offers nothing at %s',
    (marked) => {
      expect(offered(marked)).toBeUndefined();
    },
  );
});

const TASKS = ['check=', 'hint=', 'hint2=', 'hint3='];
const FLAGS = ['background=true', 'interactive=true', 'excludeFromRunAll=true'];

describe('meaningAt', () => {
  const meaning = (marked: string) => {
    const line = marked.replace('|', '');
    const found = meaningAt(line, marked.indexOf('|'));
    return found && [line.slice(found.from, found.to), inWords(found.of.means ?? '')];
  };

  it.each([
    ['```co|nsole {netns=a}', 'console', 'What a terminal showed: only what follows a prompt is run'],
    ['```sh {ne|tns=a}', 'netns', 'The network namespace to run in'],
    ['```sh {netns=a expect=fa|il}', 'fail', 'The cell must fail, whatever its status'],
    ['```sh {timeout=1|s}', 'timeout', 'Stop the cell after this long'],
  ])('%s', (marked, word, sentence) => {
    expect(meaning(marked)).toEqual([word, sentence]);
  });

  it.each(['```sh {typo|=a}', 'ne|tns=a', '```python|', '```sh {netns=a} expe|ct=ok'])('nothing of %s', (marked) => {
    expect(meaning(marked)).toBeUndefined();
  });
});
