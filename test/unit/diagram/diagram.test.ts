import { describe, expect, test } from 'vitest';
import { diagram } from '../../../src/diagram/diagram.ts';
import { pageWith } from '../../../src/diagram/fold.ts';
import { mermaidLabel } from '../../../src/diagram/mermaid-label.ts';
import { link, netns, star, topology } from './build.ts';
import { LAB_STEPS, labAt } from './lab-steps.ts';

const finished = labAt(LAB_STEPS['9 out into the world'] ?? {});

test('the same topology gives the same text', () => {
  expect(diagram(structuredClone(finished)).text).toBe(diagram(finished).text);
});

test('what is in the lab appears once, at its place', () => {
  const { text } = diagram(finished);
  for (const once of ['192.168.52.1/24', '192.168.52.2/24', '192.168.52.5/24', '"sleep"', '"webapp"', '"app-net-0'])
    expect(text.split(once), once).toHaveLength(2);
});

test('a new namespace leaves the lines of all others as they are', () => {
  const lines = (count: number) => diagram(star(count), { direction: 'LR' }).structure.split('\n');
  const nodes = (all: string[]) => all.filter((line) => line.includes('["'));
  const before = nodes(lines(4));
  expect(nodes(lines(5)).filter((line) => before.includes(line))).toEqual(before);
});

describe('the kernel uses the inode of a removed namespace again', () => {
  const host = netns('1', 'root netns', [], { root: true });
  const before = diagram(topology(host, netns('11', 'n1', []), netns('12', 'n2', []), netns('13', 'n3', [])));
  const titles = ({ picture }: ReturnType<typeof diagram>) => picture.boxes.map(({ id, lines }) => `${id} ${lines[0]}`);

  test('a new one still comes last, and no other gets another id', () => {
    const removed = diagram(topology(host, netns('11', 'n1', []), netns('13', 'n3', [])), { order: before.order });
    expect(titles(removed)).toEqual(['host Sandbox', 'n1 n1', 'n3 n3']);
    const after = topology(
      host,
      netns('9', 'a2', []),
      netns('11', 'n1', []),
      netns('12', 'a1', []),
      netns('13', 'n3', []),
    );
    const made = diagram(after, { order: removed.order });
    expect(titles(made)).toEqual(['host Sandbox', 'n1 n1', 'n3 n3', 'n4 a1', 'n5 a2']);
  });

  test('also when both happen between two looks', () => {
    const after = topology(host, netns('11', 'n1', []), netns('12', 'late', []), netns('13', 'n3', []));
    expect(titles(diagram(after, { order: before.order }))).toEqual(['host Sandbox', 'n1 n1', 'n3 n3', 'n4 late']);
  });

  test('one text alone has them by name, whatever their inodes', () => {
    const all = [netns('7', 'n10', []), netns('8', 'n9', []), netns('6', 'sleep, PID 9', [], { names: [] })];
    expect(titles(diagram(topology(host, ...all)))).toEqual(['host Sandbox', 'n1 n9', 'n2 n10', 'n3 sleep, PID 9']);
  });
});

test('a link that goes down changes states only', () => {
  const up = diagram(star(3));
  const down = diagram(star(3, (index) => (index === 1 ? { state: 'down' } : {})));
  expect(down.structure).toBe(up.structure);
  expect(down.text).not.toBe(up.text);
});

describe('folding', () => {
  const folds = (made: ReturnType<typeof diagram>) => made.picture.nodes.filter(({ kind }) => kind === 'fold');

  test('like leaves of one bridge become one box, unusual ones stay out', () => {
    const made = diagram(star(1000, (index) => (index < 3 ? { state: 'down' } : {})));
    expect(folds(made).map(({ lines }) => lines[0])).toEqual(['× 997 namespaces']);
    expect(made.picture.boxes).toHaveLength(4);
    expect(made.picture.hidden).toHaveLength(1);
    expect(made.text).toContain('hidden1[');
  });

  test('another prefix is unusual', () => {
    const made = diagram(star(20, (index) => (index === 7 ? { addresses: ['10.9.9.9/24'] } : {})));
    expect(made.text).toContain('10.9.9.9/24');
    expect(folds(made)).toHaveLength(1);
  });

  test('a page of them is unfolded', () => {
    const [fold] = folds(diagram(star(100)));
    if (fold?.subject.kind !== 'fold') throw new Error('nothing is folded');
    const made = diagram(star(100), { unfolded: fold.subject.next });
    expect(folds(made)[0]?.lines[0]).toBe('× 88 namespaces');
    expect(made.picture.boxes).toHaveLength(13);
  });

  test('an unfolded member stays unfolded when others go, and no other is drawn in its place', () => {
    const boxes = (made: ReturnType<typeof diagram>) => made.picture.boxes.slice(1).map(({ lines }) => lines[0]);
    const all = star(100);
    const [fold] = folds(diagram(all));
    if (fold?.subject.kind !== 'fold') throw new Error('nothing is folded');
    const first = diagram(all, { unfolded: fold.subject.next });
    const without = { ...all, netns: all.netns.filter(({ label }) => !['c3', 'c50'].includes(label)) };
    const then = diagram(without, { unfolded: fold.subject.next, order: first.order });
    expect(boxes(then)).toEqual(boxes(first).filter((name) => name !== 'c3'));
    expect(folds(then)[0]?.lines.at(-1)).toBe('11 of 98 unfolded');
  });

  test('what is searched for is unfolded with its page, also where only a part fits', () => {
    const different = star(300, (index) => ({ addresses: [`10.${index >> 8}.${index & 255}.1/24`] }));
    for (const all of [star(300), different]) {
      const [fold] = folds(diagram(all));
      if (fold?.subject.kind !== 'fold') throw new Error('nothing is folded');
      expect(fold.subject.netns).toContain('1249');
      const made = diagram(all, { unfolded: pageWith(fold.subject, '1249') });
      expect(made.picture.boxes.map(({ lines }) => lines[0])).toContain('c250');
    }
  });

  test('the page after the last one folds all again', () => {
    const [fold] = folds(diagram(star(9)));
    if (fold?.subject.kind !== 'fold') throw new Error('nothing is folded');
    const [open] = folds(diagram(star(9), { unfolded: fold.subject.next }));
    expect(open?.lines).toEqual(['9 of 9 unfolded']);
    expect(open?.subject).toMatchObject({ next: [] });
  });

  test('a picture of all different ones still ends within the budget, and says so', () => {
    const made = diagram(star(1000, (index) => ({ addresses: [`10.${index >> 8}.${index & 255}.1/24`] })));
    expect(made.picture.nodes.length).toBeLessThan(150);
    expect(made.picture.hidden.length).toBeGreaterThan(0);
  });

  test('nothing is folded when everything is asked for', () => {
    expect(diagram(star(200), { fold: 'none' }).picture.boxes).toHaveLength(201);
  });
});

test('the focus shows what is within two hops, and says what is not', () => {
  const { picture } = diagram(finished, { focus: '10' });
  const names = picture.nodes.map(({ lines }) => lines[0]);
  expect(names.toSorted()).toEqual(['app-net-0', 'veth-sleep', 'veth-sleep-br']);
  expect(picture.hidden.map(({ what }) => what)).toEqual(['farNetns', 'farNodes']);
});

test("the sandbox's own internet reads as what it is; a namespace of that name keeps it", () => {
  const holder = { pid: 8, command: 'netlab-internet' };
  const made = topology(
    netns('1', 'root netns', [], { root: true }),
    netns('2', 'netlab-internet, PID 8', [], { names: [], holder }),
    netns('3', 'netlab-internet', []),
  );
  expect(diagram(made).picture.boxes.map(({ lines }) => lines[0])).toEqual([
    'Sandbox',
    'netlab-internet',
    'internet (simulated)',
  ]);
});

test('a namespace without a cable stands before the host, and one with a cable needs no help', () => {
  const rooms = diagram(labAt(LAB_STEPS['4 a switch'] ?? {}));
  expect(rooms.text).toContain('\nn1 & n2 ~~~ host_2 & host_3\n');
  expect(diagram(finished).text).not.toContain('~~~');
});

test('macvlan stands on its link, also across namespaces', () => {
  const made = topology(
    netns('1', 'root netns', [link('1', 2, 'eth0', 'ether')], { root: true }),
    netns('2', 'a', [link('2', 3, 'mv', 'macvlan', { lower: '1/2' })]),
  );
  expect(diagram(made).text).toContain('n1_3 e1@-.-|"macvlan"| host_2');
});

test('names are written so that they are nothing but text', () => {
  expect(mermaidLabel('"]; click')).toBe('#34;#93;#59; click');
  expect(mermaidLabel('<img src=x>')).toBe('#60;img src#61;x#62;');
  expect(mermaidLabel(' a  b')).toBe('#160;a #160;b');
  expect(mermaidLabel('\udcff')).toBe('#92;xff');
});
