import { describe, expect, it } from 'vitest';
import { parseInfo } from '../../../../src/notebook/attributes.ts';
import { problemWith, withAttribute, withLanguage, withOffer } from '../../../../src/notebook/info-edit.ts';
import fc from '../../../fast-check.ts';

describe('withLanguage', () => {
  it.each([
    ['sh', 'console', 'console'],
    ['', 'console', 'console'],
    ['bash {netns=a  expect=fail} more', 'console', 'console {netns=a  expect=fail} more'],
    ['Console{netns=a}', 'sh', 'sh {netns=a}'],
    ['{.console netns=a}', 'sh', 'sh {.console netns=a}'],
  ])('%s as %s', (info, language, wanted) => {
    expect(withLanguage(info, language)).toBe(wanted);
    expect(parseInfo(wanted)).toEqual({ ...parseInfo(info), language });
  });
});

describe('withAttribute', () => {
  it.each([
    ['sh', 'netns', 'webapp', 'sh {netns=webapp}'],
    ['bash {expect=fail}', 'netns', 'webapp', 'bash {expect=fail netns=webapp}'],
    ['sh {netns=a expect=fail}', 'netns', 'b', 'sh {netns=b expect=fail}'],
    ['sh {netns=a expect=fail}', 'netns', undefined, 'sh {expect=fail}'],
    ['sh {netns=a}', 'netns', undefined, 'sh'],
    ['sh {colour="dark red", netns=a}', 'expect', '3', 'sh {colour="dark red" netns=a expect=3}'],
    ['', 'netns', 'a', 'sh {netns=a}'],
    ['sh', 'cwd', '/a b', 'sh {cwd="/a b"}'],
    ['sh', 'cwd', 'a"b\\c', 'sh {cwd="a\\"b\\\\c"}'],
    ['sh {"netns":"a","background":"true"}', 'netns', 'b', 'sh {netns=b background=true}'],
    ['sh {netns=a', 'expect', 'fail', 'sh {netns=a expect=fail}'],
  ])('%s: %s to %s gives %s', (info, key, value, wanted) => {
    expect(withAttribute(info, key, value)).toBe(wanted);
  });

  it('gives an info string that says what was set, whatever the value', () => {
    const line = fc.string({ minLength: 1 }).filter((s) => !/[\r\n]/.test(s));
    fc.assert(
      fc.property(line, line, (cwd, name) => {
        const { attributes, warnings } = parseInfo(withAttribute(withAttribute('sh', 'cwd', cwd), 'name', name));
        expect({ cwd: attributes.cwd, name: attributes.name, warnings }).toEqual({ cwd, name, warnings: [] });
      }),
    );
  });
});

it('tells what is wrong with a value before it is written', () => {
  expect(problemWith('timeout', '30s')).toBeUndefined();
  expect(problemWith('timeout', 'soon')?.code).toBe('not-duration');
  expect(problemWith('netns', 'a/b')?.code).toBe('not-netns');
});

it('runs-on: what a cell says that goes to the background, or has a limit', () => {
  expect(withOffer('sh {netns=a}', 'background')).toBe('sh {netns=a background=true}');
  expect(withOffer('console', 'limit')).toBe('console {timeout=5s expect=timeout}');
});
