import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../../src/duration.ts';
import { DEFAULT_ATTRIBUTES, parseInfo } from '../../../src/notebook/attributes.ts';
import { inWords } from '../../../src/words.ts';

const whyInvalid = (info: string) => inWords(parseInfo(info).attributes.invalid ?? '');

describe('the info string', () => {
  test('without attributes is a language with the defaults', () => {
    expect(parseInfo(' Bash ')).toEqual({ language: 'bash', attributes: DEFAULT_ATTRIBUTES, warnings: [] });
    expect(parseInfo('')).toEqual({ language: '', attributes: DEFAULT_ATTRIBUTES, warnings: [] });
  });

  test.each([
    ['sh {netns=webapp expect=fail timeout=20s name=first-ping}'],
    ['sh{netns=webapp,expect=fail, timeout=20s name="first-ping"}'],
    ['sh title=x { netns="webapp"  expect=fail timeout=20s name=first-ping }'],
    ['{.sh #id netns=webapp expect=fail timeout=20s name=first-ping}'],
    ['sh {"netns":"webapp","expect":"fail","timeout":"20s","name":"first-ping"}'],
  ])('%s', (info) => {
    const { language, attributes, warnings } = parseInfo(info);
    expect(language).toBe('sh');
    expect(attributes).toEqual({
      ...DEFAULT_ATTRIBUTES,
      netns: 'webapp',
      expect: 'fail',
      timeoutMs: 20_000,
      name: 'first-ping',
    });
    expect(warnings).toEqual([]);
  });

  test('takes quoted values with blanks, quotes and braces', () => {
    expect(parseInfo('sh {name="a \\"b\\" } c" cwd="/tmp/x y"}').attributes).toMatchObject({
      name: 'a "b" } c',
      cwd: '/tmp/x y',
    });
  });

  test('takes every flag', () => {
    expect(parseInfo('sh {background=true excludeFromRunAll=true host=ssh:lab-vm}').attributes).toEqual({
      ...DEFAULT_ATTRIBUTES,
      background: true,
      excludeFromRunAll: true,
      host: 'ssh:lab-vm',
    });
    expect(parseInfo('sh {interactive=true background=false}').attributes).toMatchObject({ interactive: true });
  });

  test('only warns of what it does not know', () => {
    const { attributes, warnings } = parseInfo('sh {mimeType=text/plain 1,3-5 constructor=x} and more');
    expect(attributes).toEqual(DEFAULT_ATTRIBUTES);
    expect(warnings.map((warning) => inWords(warning))).toEqual([
      'unknown attribute mimeType',
      'unknown attribute 1',
      'unknown attribute 3-5',
      'unknown attribute constructor',
      'ignored after the attributes: and more',
    ]);
  });

  test.each([
    ['timeout=soon', 'timeout=soon is not a duration such as 500ms, 30s or 2m'],
    ['timeout=30', 'timeout=30 is not a duration such as 500ms, 30s or 2m'],
    ['timeout=0s', 'timeout=0s is not a duration such as 500ms, 30s or 2m'],
    ['expect=maybe', 'expect=maybe must be ok, all, fail, timeout, or an exit status from 0 to 255'],
    ['expect=256', 'expect=256 must be ok, all, fail, timeout, or an exit status from 0 to 255'],
    ['expect=-1', 'expect=-1 must be ok, all, fail, timeout, or an exit status from 0 to 255'],
    ['background=yes', 'background=yes must be true or false'],
    ['background', 'background has no value: write background=…'],
    ['netns=a/b', 'netns=a/b is not the name of a network namespace'],
    ['netns=..', 'netns=.. is not the name of a network namespace'],
    ['netns=""', 'netns= is not the name of a network namespace'],
    ['name=', 'name= is empty'],
    ['expect=ok expect=fail', 'expect is given twice'],
    ['background=true interactive=true', 'a cell cannot be both background and interactive'],
    ['expect=all background=true', 'expect=all takes a cell that is neither background nor interactive'],
    ['netns=a = b', '= b} is not key=value'],
    ['name="a', 'a quote is not closed: "a}'],
  ])('sh {%s} must not be run', (written, reason) => {
    expect(whyInvalid(`sh {${written}}`)).toBe(reason);
  });

  test('with no closing brace must not be run', () => {
    expect(whyInvalid('sh {expect=fail')).toBe('the closing } of the attributes is missing');
  });

  test('is no longer than a person writes it', () => {
    expect(parseInfo(`sh {${'a="'.repeat(2_000_000)}}`).attributes.invalid?.code).toBe('info-too-long');
  });
});

test.each([
  ['1ms', 1],
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
  ['0.4ms', undefined],
  ['25d', undefined],
  ['600h', undefined],
  ['1e3s', undefined],
  ['-1s', undefined],
  [' 1s', undefined],
])('the duration %s is %s ms', (written, milliseconds) => {
  expect(parseDuration(written)).toBe(milliseconds);
});
