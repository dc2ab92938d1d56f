import { expect, test } from 'vitest';
import { countersOf } from '../../../src/discovery/counters.ts';

const HEAD = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

test('bytes of each link are read, whatever its name', () => {
  const text = `${HEAD}    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0
<img:x>: 18446744073709 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0
    -x:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
`;
  expect(countersOf(text)).toEqual([
    ['lo', { received: 100, sent: 100 }],
    ['<img:x>', { received: 18446744073709, sent: 7 }],
    ['-x', { received: 0, sent: 0 }],
  ]);
});

test('what is no such line is none', () => {
  expect(countersOf('')).toEqual([]);
  expect(countersOf('cat: /proc/self/net/dev: No such file or directory\n')).toEqual([]);
});
