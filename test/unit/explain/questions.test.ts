import { expect, test } from 'vitest';
import {
  flowOf,
  NoAddress,
  netnsCalled,
  QuestionError,
  readMatrixQuestion,
  readQuestion,
  readWatchQuestion,
  typedName,
} from '../../../src/explain/arguments.ts';
import { faultOf } from '../../../src/explain/report.ts';
import { sayQuestion } from '../../../src/explain/words.ts';
import type { Link } from '../../../src/topology/model.ts';
import { address, link, netns, route, topology } from '../diagram/build.ts';

const lo = (id: string, ...more: readonly string[]): Link => ({
  ...link(id, 1, 'lo', 'loopback'),
  addr_info: [{ ...address('127.0.0.1/8'), scope: 'host' }, ...more.map(address)],
});
const space = (id: string, label: string, addresses: readonly string[], inner: readonly string[] = []) => {
  const made = netns(id, label, [link(id, 2, 'eth0', 'veth', { addresses })], {
    routes: [
      route({ dst: '127.0.0.0/8', type: 'local', dev: 'lo', table: 'local' }),
      route({ gateway: '10.0.0.9', dev: 'eth0' }),
    ],
  });
  return { ...made, links: [lo(id, ...inner), ...made.links.slice(1)] };
};
const here = topology(
  space('1', 'a', ['10.0.0.1/24']),
  space('2', 'b', ['10.1.0.2/24', '10.0.0.2/24']),
  space('3', 'c', [], ['192.0.2.3/32']),
  space('4', 'd', []),
  space('5', 'e', ['10.5.0.5/24'], ['192.0.2.5/32']),
);
const to = (words: string) => flowOf(here, readQuestion(words.split(' '))).to;

/** What is wrong with a question, and what was probably meant. */
const wrong = (words: string) => {
  try {
    return to(words);
  } catch (error) {
    if (!(error instanceof QuestionError)) throw error;
    return [error.said.code, error.meant];
  }
};

test('a link-local target may have a zone, which is a link of who asks', () => {
  expect(to('a fe80::9%eth0')).toBe('fe80::9%eth0');
  expect(to('a fe80::9%2')).toBe('fe80::9%eth0');
  expect(wrong('a fe80::9%eth1')).toEqual(['no-zone', 'fe80::9%eth0']);
  expect(wrong('a fe80::9%7')).toEqual(['no-zone', undefined]);
  expect(wrong('a fd00::9%eth0')).toEqual(['no-zone-there', 'fd00::9']);
});

test('leading-zero: an address that ping takes for another one is none', () => {
  expect(wrong('a 010.0.0.1')).toEqual(['no-address', undefined]);
  expect(wrong('a b from 10.0.00.1')).toEqual(['no-address', undefined]);
  expect(to('a 10.0.0.1')).toBe('10.0.0.1');
});

test('of several addresses that of a common network is meant', () => {
  expect(to('a b')).toBe('10.0.0.2');
});

test('a loopback address is nobody else’s target', () => {
  expect(to('a a')).toBe('10.0.0.1');
  expect(to('d d')).toBe('127.0.0.1');
  expect(() => to('a d')).toThrow(QuestionError);
});

test('what a router has on its loopback for all is a target, after what its links have', () => {
  expect([to('a c'), to('a e')]).toEqual(['192.0.2.3', '10.5.0.5']);
});

test('no-address-yet: that a namespace has no address is an answer, with an address that it could have', () => {
  const cable = (id: string, addresses: readonly string[], peer: string) =>
    netns(id, `n${id}`, [link(id, 2, 'eth0', 'veth', { addresses, peer })]);
  const two = topology(cable('1', ['10.0.0.1/24'], '2/2'), cable('2', [], '1/2'));
  const fault = (words: string) => {
    try {
      flowOf(two, readQuestion(words.split(' ')));
    } catch (error) {
      return error instanceof QuestionError
        ? [error.said.code, error instanceof NoAddress && (error.fix?.argv ?? [])]
        : error;
    }
    return undefined;
  };
  expect(fault('n1 n2')).toEqual([
    'no-address-there',
    [['ip', '-n', 'n2', 'addr', 'add', '10.0.0.2/24', 'dev', 'eth0']],
  ]);
  expect(fault('n1 n2 from fd00::1')).toEqual(['no-address-of', []]);
  expect(fault('n1 n3')).toEqual(['no-target', false]);
});

test('no-address-while-down: an address is suggested for a link that is down, too, which is set up for it', () => {
  const one = netns('1', 'n1', [
    link('1', 2, 'eth0', 'veth', { addresses: ['10.0.0.1/24'], peer: '2/2', state: 'nocarrier' }),
  ]);
  const two = topology(one, netns('2', 'n2', [link('2', 2, 'eth0', 'veth', { peer: '1/2', state: 'down' })]));
  const asked = () => flowOf(two, readQuestion(['n1', 'n2']));
  expect(asked).toThrow(NoAddress);
  try {
    asked();
  } catch (error) {
    expect(error instanceof NoAddress && error.fix?.argv).toEqual([
      ['ip', '-n', 'n2', 'link', 'set', 'dev', 'eth0', 'up'],
      ['ip', '-n', 'n2', 'addr', 'add', '10.0.0.2/24', 'dev', 'eth0'],
    ]);
  }
});

test('mistyped: the word that was probably meant is named, if one is near', () => {
  const meant = (ask: () => unknown) => {
    try {
      ask();
    } catch (error) {
      return error instanceof QuestionError ? error.meant : error;
    }
    return 'no fault';
  };
  const named = topology(space('1', 'webapp', ['10.0.0.1/24']), space('2', 'sleep', ['10.0.0.2/24']));
  const explained = (words: string) => meant(() => flowOf(named, readQuestion(words.split(' '))));
  expect(explained('wepapp sleep')).toBe('webapp');
  expect(explained('webapp sleeep')).toBe('sleep');
  expect(explained('webapp etho')).toBe('eth0');
  expect(explained('webapp sleep becuase no-route')).toBe('because');
  expect(explained('webapp sleep because no-ruote')).toBe('no-route');
  expect(explained('webapp sleep because luck')).toBeUndefined();
  expect(explained('webapp elsewhere')).toBeUndefined();
  expect(meant(() => netnsCalled(named, 'sleeps'))).toBe('sleep');
  const fault = new QuestionError(sayQuestion('no-reason', 'no-ruote', ['no-route', 'dummy']), 'no-route');
  expect(faultOf(fault, { quote: String })).toEqual([
    '“no-ruote” is not a reason. There are: no-route, dummy. Did you mean no-route?',
  ]);
});

test('portless-matrix: that a port is missing is said as such; watch is not offered a reason', () => {
  const code = (ask: () => unknown) => {
    try {
      ask();
    } catch (error) {
      return error instanceof QuestionError ? [error.said.code, ...error.said.args] : error;
    }
    return undefined;
  };
  expect(code(() => readMatrixQuestion(['tcp']))).toEqual(['needs-port', 'tcp']);
  expect(code(() => readWatchQuestion(['a', 'b', 'via']))).toEqual(['unknown-watch-word', 'via']);
});

test('host-is-a-name: a namespace that is called host is that one, and the host is called root', () => {
  const named = topology(netns('1', 'root netns', [], { root: true }), space('2', 'host', ['10.0.0.2/24']));
  expect([
    flowOf(named, readQuestion(['host', '10.0.0.2'])).from,
    flowOf(named, readQuestion(['root', '10.0.0.2'])).from,
  ]).toEqual(['2', '1']);
  expect(named.netns.map((one) => typedName(named, one))).toEqual(['root', 'host']);
});
