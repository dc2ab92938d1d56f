import { expect, test } from 'vitest';
import { sayUnread } from '../../../src/discovery/words.ts';
import { forPrograms } from '../../../src/topology/json.ts';
import { netns, topology } from '../editor/topology/topologies.ts';
import { validate } from './schema.ts';

test('programs are given what is missing as a code, and why in English', () => {
  const unread = [
    { what: 'route', why: sayUnread('left-out', [sayUnread('stranger'), 'metric']) },
    { what: 'nft', why: 'Operation not permitted' },
  ];
  const one = { ...topology(netns('1', 'a', { root: true, unread })), unread: unread.slice(1) };
  expect(validate(one)).toEqual([]);
  expect(forPrograms(one)).toMatchObject({
    netns: [
      {
        unread: [
          { what: 'route', why: 'invalid parts of it were left out: an element that is not an object, metric' },
          { what: 'nft', why: 'Operation not permitted' },
        ],
      },
    ],
    unread: [{ what: 'nft', why: 'Operation not permitted' }],
  });
});
