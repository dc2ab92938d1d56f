import { describe, expect, test } from 'vitest';
import { isReadOnly } from '../../src/guard/read-only.ts';
import { risksOf } from '../../src/guard/risks-of-text.ts';
import { matchesPattern } from '../../src/hosts/ssh/patterns.ts';
import { findPlaceholder } from '../../src/import/placeholders.ts';
import { partsOf, startedBy } from '../../src/import/runs-on.ts';
import { runnableText } from '../../src/import/shell-text.ts';
import { refusal } from '../../src/kernel/cell-text.ts';
import { lintCell } from '../../src/lint/lint.ts';
import { parseInfo } from '../../src/notebook/attributes.ts';
import { headingsOf } from '../../src/notebook/headings.ts';
import { withAttribute } from '../../src/notebook/info-edit.ts';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import { printNotebook } from '../../src/notebook/print.ts';

/** Texts of about `n` characters that a reader which looks back, or ahead, reads again and again. */
const TEXTS: Readonly<Record<string, (n: number) => string>> = {
  'braces that nothing closes': (n) => `echo ${'{'.repeat(n)}`,
  'a route to colons': (n) => `ip route del ${':'.repeat(n)}`,
  'a heading and blanks': (n) => `# a${' '.repeat(n)}b`,
  'a heading of blanks and hashes': (n) => `# a${' #'.repeat(n / 2)}b`,
  headings: (n) => '# a\n'.repeat(n / 4),
  blanks: (n) => `${' '.repeat(n)}x`,
  tabs: (n) => `${'\t'.repeat(n)}x`,
  'blank lines': (n) => '\n'.repeat(n),
  'lone carriage returns': (n) => '\r'.repeat(n),
  backticks: (n) => '`'.repeat(n),
  'lines of backticks': (n) => '` `` `\n'.repeat(n / 7),
  'unclosed fences': (n) => '```sh\n~~~\n'.repeat(n / 10),
  'fences that grow': (n) => Array.from({ length: Math.sqrt(n) }, (_, at) => '`'.repeat(at + 3)).join('\n'),
  quotes: (n) => `${'> '.repeat(n / 2)}x`,
  'lines of quotes': (n) => `${'> '.repeat(40)}x\n`.repeat(n / 82),
  lists: (n) => `${'- '.repeat(n / 2)}x`,
  'lists that go deeper': (n) => Array.from({ length: Math.sqrt(n) }, (_, at) => `${'  '.repeat(at)}- x`).join('\n'),
  numbers: (n) => '1. '.repeat(n / 3),
  dashes: (n) => `${'-'.repeat(n)}x`,
  'dashes and blanks': (n) => `${'- - '.repeat(n / 4)}x`,
  'equal signs': (n) => `a\n${'='.repeat(n)}x`,
  'link definitions': (n) => '[a]: <b> "c"\n'.repeat(n / 13),
  brackets: (n) => '['.repeat(n),
  'a tag': (n) => `<a${' a="b"'.repeat(n / 6)}`,
  'a tag of blanks': (n) => `<a${' '.repeat(n)}`,
  tags: (n) => '<a '.repeat(n / 3),
  comments: (n) => '<!-- '.repeat(n / 5),
  'an info string': (n) => `\`\`\`sh {${'a=b '.repeat(n / 4)}\nx\n`,
  'an info string of quotes': (n) => `\`\`\`sh {${'a="'.repeat(n / 3)}\nx\n`,
  'an info string of backslashes': (n) => `\`\`\`sh {a="${'\\'.repeat(n)}\nx\n`,
  'front matter': (n) => `---\n${'a: b\n'.repeat(n / 5)}`,
  'front matter and fences': (n) => `---\na: b\n${'~~~\n'.repeat(n / 4)}`,
};

const SHELL: Readonly<Record<string, (n: number) => string>> = {
  blanks: (n) => `${' '.repeat(n)}x`,
  backticks: (n) => '`'.repeat(n),
  backslashes: (n) => '\\'.repeat(n),
  'parentheses and backticks': (n) => '('.repeat(n / 2) + '`'.repeat(n / 2),
  'pairs of backticks in parentheses': (n) => '(`a` '.repeat(n / 5),
  substitutions: (n) => '$('.repeat(n / 2),
  parameters: (n) => `ip link del ${'${'.repeat(n / 2)}`,
  arithmetic: (n) => '$((a'.repeat(n / 4),
  'here-documents': (n) => `cat ${'<<a '.repeat(n / 8)}\n${'a\n'.repeat(n / 8)}`,
  'a here-document of shells': (n) => `${'bash;'.repeat(n / 10)}bash <<a\n${'bash;'.repeat(n / 10)}\na`,
  'unclosed here-documents': (n) => "<<'a".repeat(n / 4),
  'quotes of shell': (n) => `"'`.repeat(n / 2),
  'an open quote': (n) => `"${'a'.repeat(n)}`,
  'angle brackets': (n) => '<a '.repeat(n / 3),
  arrows: (n) => `${'-'.repeat(n)} x`,
  'less-than': (n) => '<'.repeat(n),
  redirections: (n) => '>a '.repeat(n / 3),
  'blanks before a redirection': (n) => `a${' '.repeat(n)}> b`,
  'many words and a redirection': (n) => `a >b ${'c '.repeat(n / 2)}`,
  prefixes: (n) => 'time '.repeat(n / 5),
  sudo: (n) => 'sudo '.repeat(n / 5),
  'values in values': (n) => `A=${'a'.repeat(n / 2)}\necho ${'$A '.repeat(n / 6)}`,
  functions: (n) => Array.from({ length: n / 20 }, (_, at) => `f${at}() { a "$1"; }`).join('\n'),
  'calls of a function': (n) => `f() { ${'a $1; '.repeat(n / 12)} }\n${'f b\n'.repeat(n / 8)}`,
  'calls of calls': (n) => Array.from({ length: n / 20 }, (_, at) => `f${at}() { f${at + 1}; f${at + 1}; }`).join('\n'),
  'values of many variables': (n) => Array.from({ length: n / 15 }, (_, at) => `a${at}=b; c $a${at}`).join('\n'),
  'values before commands': (n) => `${'a=b; '.repeat(n / 15)}${'a=c d $a\n'.repeat(n / 15)}`,
  'loops over words': (n) => 'for i in a b c d; do e $i $i; done\n'.repeat(n / 35),
  'evaluated texts': (n) => `${'a=b; '.repeat(n / 20)}${"eval 'a=c; d $a'\n".repeat(n / 25)}`,
  aliases: (n) => Array.from({ length: n / 20 }, (_, at) => `alias a${at}='a${at + 1} b'\na${at}`).join('\n'),
  'files that are written': (n) => `${'echo a >f\n'.repeat(n / 20)}${'sh f\n'.repeat(n / 10)}`,
  'quoted substitutions': (n) => "a='$(b)'\n".repeat(n / 9),
  settings: (n) => Array.from({ length: n / 15 }, (_, at) => `sysctl a.${at}=1`).join('\n'),
  prompts: (n) => '$ a\n> b\n'.repeat(n / 8),
  'a prompt': (n) => `${'a@'.repeat(n / 2)}$ x`,
  for: (n) => `$ ${'for '.repeat(n / 4)}`,
  'old commands': (n) => 'ifconfig eth0 10.0.0.1/24\n'.repeat(n / 26),
  'old commands at prompts': (n) => '$ route -n\n1\n'.repeat(n / 13),
  placeholders: (n) => 'ping <a b>\n'.repeat(n / 11),
  pings: (n) => 'ping a | cat\nb\n'.repeat(n / 16),
  'endless loops': (n) => 'while true; do '.repeat(n / 15),
  semicolons: (n) => ';'.repeat(n),
  pipes: (n) => 'a |\n'.repeat(n / 4),
  'continued lines': (n) => 'a \\\n'.repeat(n / 4),
};

const SIZE = 20_000;

/**
 * Whether the time for eight times as much is that of a linear reader: a quadratic one takes 64 times as long. What is
 * quicker than the noise of a busy machine is quick enough.
 */
function expectLinear(read: (n: number) => void): void {
  const time = (n: number) => {
    const began = performance.now();
    read(n);
    return performance.now() - began;
  };
  for (let tries = 0; ; tries++) {
    const short = Math.min(time(SIZE), time(SIZE));
    const long = time(8 * SIZE);
    if (long < 30 * short + 400) return;
    if (tries === 2) expect.fail(`${SIZE} characters took ${short} ms, ${8 * SIZE} took ${long} ms`);
  }
}

describe('long-input: a notebook is read and written in linear time', () => {
  test.each(Object.keys(TEXTS))('%s', (name) => {
    expectLinear((n) => {
      const text = TEXTS[name]?.(n) ?? '';
      const dialect = 'markdown';
      const file = parseNotebook(new TextEncoder().encode(text), { dialect });
      expect(new TextDecoder().decode(printNotebook(file, { dialect }))).toBe(text);
      const moved = file.cells.map(({ source: _, ...cell }) => cell).reverse();
      printNotebook({ cells: moved }, { dialect });
      headingsOf(text);
      parseInfo(text);
      withAttribute(text, 'netns', 'a');
    });
  });
});

describe('long-input: a cell is looked through in linear time', () => {
  test.each(Object.keys(SHELL))('%s', (name) => {
    expectLinear((n) => {
      const text = SHELL[name]?.(n) ?? '';
      for (const language of ['sh', 'console']) {
        refusal({ code: text, ...parseInfo(language) });
        const runnable = runnableText({ text, language });
        findPlaceholder(runnable);
        lintCell({ info: language, text });
        risksOf(runnable);
        isReadOnly(runnable);
        partsOf(runnable);
        startedBy(runnable);
      }
    });
  });
});

test('long-input: names and patterns of others', () => {
  expectLinear((n) => {
    expect(matchesPattern('*a*a*a*a*a*a*b', 'a'.repeat(n / 10))).toBe(false);
    expect(matchesPattern('*'.repeat(n), 'a'.repeat(n))).toBe(true);
  });
});
