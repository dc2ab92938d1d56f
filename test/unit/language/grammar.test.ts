import { describe, expect, it } from 'vitest';
import { GRAMMAR } from '../../../src/language/data/grammar.ts';
import { type Entry, grammarOf } from '../../../src/language/grammar.ts';

describe('a grammar', () => {
  it('is read from its lines', () => {
    const grammar = grammarOf([
      '= a [X] ~\n& b\nup|u  Goes up.\nto X, [Y] > b  Goes there.  tool 1.2\n  near  Not far.\n',
      '= b',
    ]);
    expect(grammar.get('a')).toMatchObject({ mayBeShort: true, slots: [{ name: 'X', isOptional: true }] });
    const [up, to] = grammar.get('a')?.entries ?? [];
    expect(up).toMatchObject({ names: ['up', 'u'], takes: [], says: 'Goes up.' });
    expect(up?.since).toBeUndefined();
    expect(to).toMatchObject({ names: ['to'], leadsTo: 'b', stays: false, since: 'tool 1.2' });
    expect(to?.takes).toEqual([
      { name: 'X', isOptional: false, isList: true, isBehindEquals: false },
      { name: 'Y', isOptional: true, isList: false, isBehindEquals: false },
    ]);
    expect(to?.values.map(({ names }) => names)).toEqual([['near']]);
  });

  it.each(['up  Goes up.', '= a\nup', '= a\n  x  Of nothing.', '= a\n= a', '= a\n& b'])('is not %j', (text) => {
    expect(() => grammarOf([text])).toThrow();
  });
});

describe('the data', () => {
  const lists = [...GRAMMAR].map(([name, { entries }]) => ({ name, entries }));
  const all: { where: string; entry: Entry }[] = lists.flatMap(({ name, entries }) =>
    entries.flatMap((entry) =>
      [entry, ...entry.values].map((each) => ({ where: `${name}: ${entry.names[0]} ${each.names[0]}`, entry: each })),
    ),
  );

  it('has each word once in a list', () => {
    const repeated = lists.flatMap(({ name, entries }) => {
      const names = entries.flatMap((entry) => entry.names);
      const values = entries.map((entry) => entry.values.flatMap((value) => value.names));
      return [names, ...values].flatMap((list) =>
        list.filter((word, at) => list.indexOf(word) !== at).map((word) => `${name}: ${word}`),
      );
    });
    expect(repeated).toEqual([]);
    expect(all.length).toBeGreaterThan(500);
  });

  it('says each in one short sentence', () => {
    const wrong = all.filter(
      ({ entry: { says } }) => !/^[-A-Z0-9][^`<>\p{Cc}]*\.$/u.test(says) || says.length > 110 || /\. [A-Z]/.test(says),
    );
    expect(wrong.map(({ where, entry }) => `${where}: ${entry.says}`)).toEqual([]);
  });

  it('names versions as they are called', () => {
    const wrong = all.filter(
      ({ entry: { since } }) =>
        since !== undefined &&
        !/^(?:iproute2|iptables|nftables|iputils|tcpdump|libpcap|procps)(?: \d+(?:\.\d+)+)?$|^iputils s?\d{8}$|^Linux(?: \d+(?:\.\d+)+)?$/.test(
          since,
        ),
    );
    expect(wrong.map(({ where, entry }) => `${where}: ${entry.since}`)).toEqual([]);
  });

  it('leads to lists that are there', () => {
    const wrong = all.flatMap(({ where, entry: { leadsTo } }) => {
      if (leadsTo === undefined) return [];
      const pattern = new RegExp(`^${leadsTo.replace(/\b[A-Z]+\b/g, '\\S+')}$`);
      return [...GRAMMAR.keys()].some((name) => pattern.test(name)) ? [] : [`${where} > ${leadsTo}`];
    });
    expect(wrong).toEqual([]);
  });

  it('has no list to which nothing leads', () => {
    const led = all.map(({ entry: { leadsTo = '' } }) => new RegExp(`^${leadsTo.replace(/\b[A-Z]+\b/g, '\\S+')}$`));
    const included = new Set([...GRAMMAR.values()].flatMap(({ includes }) => includes));
    const slots = [...GRAMMAR.values()].flatMap((list) => list.slots.map(({ name }) => name));
    const taken = new Set([...all.flatMap(({ entry }) => entry.takes.map(({ name }) => name)), ...slots]);
    const isTaken = (name: string) => taken.has(name.split(' ').at(-1) ?? '');
    const unused = [...GRAMMAR.keys()].filter(
      (name) =>
        name !== 'programs' && !included.has(name) && !isTaken(name) && !led.some((pattern) => pattern.test(name)),
    );
    expect(unused).toEqual([]);
    const untaken = [...GRAMMAR.keys()].filter((name) => /^\S+ [A-Z]+$/.test(name) && !isTaken(name));
    expect(untaken).toEqual([]);
  });
});
