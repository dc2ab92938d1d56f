import { describe, expect, test } from 'vitest';
import { decodeBytes } from '../../../src/discovery/decode-bytes.ts';
import { FrameError, FrameReader } from '../../../src/discovery/frames.ts';
import { readInventory } from '../../../src/discovery/inventory.ts';
import { readJsonList } from '../../../src/discovery/json.ts';
import { printable } from '../../../src/printable.ts';
import { encodeBytes } from '../../encode-bytes.ts';
import fc from '../../fast-check.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

describe('names', () => {
  test('no byte is lost', () => {
    fc.assert(fc.property(bytes, (name) => void expect(encodeBytes(decodeBytes(name))).toEqual(name)));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => void expect(decodeBytes(Buffer.from(name))).toBe(name)),
    );
  });

  test('what is shown is one line without control characters', () => {
    fc.assert(fc.property(bytes, (name) => void expect(printable(decodeBytes(name))).toMatch(/^[^\p{Cc}\p{Cs}]*$/u)));
    expect(printable(decodeBytes(Buffer.from('a\xff\n\x1b[31m', 'latin1')))).toBe('a\\xff\\n\\x1b[31m');
    expect(printable('é\u{1f310} $(id) -x')).toBe('é\u{1f310} $(id) -x');
    expect(printable('\u202egnp')).toBe('\\u{202e}gnp');
  });
});

describe('what ip prints that is not quite JSON', () => {
  const read = (text: string | Buffer) => readJsonList(Buffer.from(text));
  test.each([
    ['a list without elements', '[]\n'],
    ['a lone bracket, for a table that is not there', '['],
  ])('%s is an empty list', (_, text) => expect(read(text)).toEqual({ objects: [] }));

  test.each([
    ['nothing', ''],
    ['a blank line', '\n\n'],
    ['empty objects, as of links that a filter left out', '[{},{},{}]\n'],
  ])('%s is no list at all', (_, text) => expect(read(text)).toEqual({ objects: [], blank: true }));

  test.each([
    ['single quotes escaped, before 6.1', String.raw`[{"ifalias":"it\'s \\' \"x\""}]`, [{ ifalias: `it's \\' "x"` }]],
    ['control characters, before 7.0', '[{"ifalias":"a\u0001b\u001bc"}]', [{ ifalias: 'a\u0001b\u001bc' }]],
    [
      'a type without a key, before 5.0',
      '[{"broadcast","dst":"10.0.0.255"}]',
      [{ type: 'broadcast', dst: '10.0.0.255' }],
    ],
    ['a list that ends in the middle', '[{"dst":"10.0.0.1"},\n', [{ dst: '10.0.0.1' }]],
    ['null', '[{"not":null,"priority":1}]', [{ not: null, priority: 1 }]],
    ['a key twice: the last one holds', '[{"a":1,"a":2}]', [{ a: 2 }]],
  ])('%s', (_, text, objects) => expect(read(text)).toEqual({ objects }));

  test('a byte that is not UTF-8', () => {
    const { objects } = read(Buffer.from('[{"ifname":"x\xff"}]', 'latin1'));
    expect(encodeBytes(String(objects[0]?.['ifname']))).toEqual(Buffer.from([120, 255]));
  });

  test.each([
    ['BusyBox, or iproute2 before 4.17', '1: lo: <LOOPBACK> mtu 65536\n', /no JSON.*iproute2 4\.17/],
    ['broken beyond mending', '[{"a" "b"}]', /broken JSON/],
    ['another form', '{"a":1}', /unexpected JSON/],
  ])('%s says so', (_, text, problem) =>
    expect(read(text)).toEqual({
      objects: [],
      problem: expect.objectContaining({ words: expect.stringMatching(problem) }),
    }),
  );
});

describe('frames', () => {
  const frame = fc.record({
    words: fc.array(fc.stringMatching(/^[!-~]{1,8}$/), { minLength: 1, maxLength: 4 }),
    body: bytes,
  });

  test('are found however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(frame), fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (frames, sizes) => {
        const stream = Buffer.concat(
          frames.flatMap(({ words, body }) => [Buffer.from(`${words.join(' ')} ${body.length}\n`), body]),
        );
        const reader = new FrameReader();
        const found = [];
        for (let at = 0; at < stream.length; ) {
          const size = sizes.next().value;
          found.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found).toEqual(frames);
      }),
    );
  });

  test('what is no frame is an error', () => {
    expect(() => [...new FrameReader().push(Buffer.from('Welcome to Ubuntu\n'))]).toThrow(FrameError);
    expect(() => [...new FrameReader().push(Buffer.alloc(5000, 'x'))]).toThrow(FrameError);
  });
});

describe('the list of namespaces', () => {
  const line = (...words: string[]) => words.join(' ');
  const read = (...lines: string[]) => readInventory(Buffer.from(`${lines.join('\n')}\n`), '1');

  test('named before unnamed, the root netns first', () => {
    const { entries } = read(
      line('9', '-', '/proc/7/ns/net', '-', '7', 'sleep', '-'),
      line('3', '0', '/run/netns/b', 'b', '-', '-', '-'),
      line('2', '1', '/run/netns/a%20b', 'a%20b,%24%28id%29', '-', '-', '-'),
      line('1', '-', '/proc/self/ns/net', '-', '1', 'init', '-'),
    );
    expect(entries.map(({ label }) => label)).toEqual(['root netns', 'a b', 'b', 'sleep, PID 7']);
    expect(entries[1]).toMatchObject({ names: ['a b', '$(id)'], nsid: 1, file: '/run/netns/a b' });
    expect(entries[0]).not.toHaveProperty('holder');
  });

  const id = '3f2a'.repeat(16);
  test.each([
    [`0::/system.slice/docker-${id}.scope`, 'docker 3f2a3f2a3f2a'],
    [`12:memory:/docker/${id}`, 'docker 3f2a3f2a3f2a'],
    [`0::/machine.slice/libpod-${id}.scope/container`, 'podman 3f2a3f2a3f2a'],
    [`0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-${id}.scope`, 'containerd 3f2a3f2a3f2a'],
    [`0::/kubepods/besteffort/pod4ff/${id}`, 'containerd 3f2a3f2a3f2a'],
    ['0::/lxc.payload.web/init.scope', 'lxc web'],
    ['0::/user.slice/session-1.scope', 'sh, PID 7'],
  ])('the control group %s is %s', (cgroup, label) => {
    const coded = cgroup.replace(/[^A-Za-z0-9_./:]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
    expect(read(line('9', '-', '/proc/7/ns/net', '-', '7', 'sh', coded)).entries[0]?.label).toBe(label);
  });

  test('what could not be listed is said', () => {
    expect(read('! netns %2Frun%2Fnetns:%20Permission%20denied').unread).toEqual([
      { what: 'netns', why: '/run/netns: Permission denied' },
    ]);
  });
});
