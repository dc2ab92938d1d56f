import { decode, encode } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { addressOf, answerQuery, page } from '../../../src/hosts/internet/answers.ts';
import fc from '../../fast-check.ts';

const ask = (name: string, type: 'A' | 'AAAA' | 'PTR' | 'MX' = 'A') =>
  answerQuery(encode({ type: 'query', id: 77, flags: 0x0100, questions: [{ name, type }] }));

const told = (message: Buffer | undefined) => {
  const { id, rcode, answers } = decode(message ?? Buffer.alloc(0)) as ReturnType<typeof decode> & { rcode: string }; // dns-packet sets rcode; its types leave it out
  return { id, rcode, answers: answers?.map((answer) => ('data' in answer ? answer.data : undefined)) };
};

test('every name of two labels has one address of 198.18.0.0/15', () => {
  fc.assert(
    fc.property(fc.domain(), (name) => {
      const address = addressOf(name);
      if (address === undefined) return;
      expect(address).toMatch(/^198\.1[89]\.\d{1,3}\.\d{1,3}$/);
      expect(address.split('.').every((part) => Number(part) < 256)).toBe(true);
      expect(addressOf(`${name.toUpperCase()}.`)).toBe(address);
    }),
    { numRuns: 2000 },
  );
  expect(addressOf('www.example.org')).toMatch(/^198\.1[89]\./); // a hash with the top bit set once gave 198.16
  expect(addressOf('example.com')).not.toBe(addressOf('example.org'));
});

describe('answers', () => {
  test('A has an address, other types none, and both exist', () => {
    expect(told(ask('example.com'))).toEqual({ id: 77, rcode: 'NOERROR', answers: [addressOf('example.com')] });
    expect(told(ask('example.com', 'AAAA'))).toEqual({ id: 77, rcode: 'NOERROR', answers: [] });
  });

  test.each(['webapp', 'x.invalid', '2.52.168.192.in-addr.arpa', 'printer.local', 'a.test'])(
    '%s does not exist',
    (name) => {
      expect(told(ask(name, name.endsWith('arpa') ? 'PTR' : 'A'))).toEqual({ id: 77, rcode: 'NXDOMAIN', answers: [] });
    },
  );

  test('what is no query gets no answer, whatever it is', () => {
    expect(answerQuery(encode({ type: 'response', id: 1, questions: [{ name: 'a.b', type: 'A' }] }))).toBeUndefined();
    expect(answerQuery(encode({ type: 'query', id: 1, questions: [] }))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(() => answerQuery(Buffer.from(bytes))).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});

test('the page tells who asked whom', () => {
  const text = page({ url: 'http://example.com/x', server: '::ffff:1.2.3.4', client: '203.0.113.2' });
  expect(text).toBe(
    'Hello from the simulated internet.\nYou asked 1.2.3.4 for http://example.com/x\nYour request came from 203.0.113.2\n',
  );
});
