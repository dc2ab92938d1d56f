import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** Room → the rooms that it may import. All may import the files of the ground floor. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  shell: [],
  language: ['shell'],
  import: ['shell'],
  notebook: ['shell', 'import'],
  topology: [],
  outline: ['topology'],
  diagram: ['topology', 'explain'],
  explain: ['topology'],
  hosts: ['shell'],
  discovery: ['topology', 'hosts'],
  kernel: ['import', 'notebook', 'shell', 'hosts'],
  guard: ['import', 'kernel', 'notebook', 'shell', 'topology', 'hosts'],
  lint: ['explain', 'import', 'kernel', 'notebook', 'shell', 'topology', 'hosts'],
  doctor: ['hosts'],
  watch: ['topology', 'explain', 'hosts', 'discovery'],
  magics: ['topology', 'explain', 'hosts', 'discovery', 'kernel', 'notebook', 'shell', 'watch'],
  cli: [
    'import',
    'notebook',
    'shell',
    'topology',
    'outline',
    'diagram',
    'explain',
    'hosts',
    'discovery',
    'kernel',
    'guard',
    'doctor',
    'lint',
    'magics',
    'watch',
  ],
  editor: [
    'import',
    'language',
    'notebook',
    'shell',
    'topology',
    'outline',
    'diagram',
    'explain',
    'hosts',
    'discovery',
    'kernel',
    'guard',
    'doctor',
    'lint',
    'magics',
    'watch',
  ],
  'extension.ts': ['editor', 'hosts'],
  'bytes.ts': [],
  'duration.ts': [],
  'nearest.ts': [],
  'printable.ts': [],
  'words.ts': [],
  'foreign.d.ts': [],
};
/** The files beside the rooms. */
const GROUND = ['bytes.ts', 'duration.ts', 'nearest.ts', 'printable.ts', 'words.ts'];
/** Nothing in them has an effect: of Node and of libraries they may import only what has none. */
const PURE = [
  'shell',
  'language',
  'import',
  'notebook',
  'topology',
  'outline',
  'diagram',
  'explain',
  'lint',
  ...GROUND,
];
const WITHOUT_EFFECT = /^(?:node:buffer|unbash|yaml)$/;

const root = join(import.meta.dirname, '../..');
const imports = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export|\})[^'\n]*from '([^'\n]+)'(?: with \{ type: 'text' \})?;|\bimport\('([^'\n]+)'\)/gm,
  );
  return [...found].map(([, fixed, late]) => ({ file, target: fixed ?? late ?? '' }));
});

const roomOf = (file: string) => relative('src', file).split('/')[0] ?? '';

test('every room imports only the rooms below it', () => {
  expect(imports.length).toBeGreaterThan(700);
  const wrong = imports.flatMap(({ file, target }) => {
    if (!target.startsWith('.')) return [];
    const [from, to] = [roomOf(file), roomOf(join(dirname(file), target))];
    const allowed = [from, ...GROUND, ...(ROOMS[from] ?? [])];
    return allowed.includes(to) || target.endsWith('/package.json') ? [] : [`${file} → ${target}`];
  });
  expect(wrong).toEqual([]);
});

test('there is no room without a line in the table, and no line without a room', () => {
  const rooms = new Set(globSync('src/**/*.ts', { cwd: root }).map(roomOf));
  expect([...rooms].sort()).toEqual(Object.keys(ROOMS).sort());
});

test('pure rooms have no effects', () => {
  const wrong = imports.filter(
    ({ file, target }) => PURE.includes(roomOf(file)) && !target.startsWith('.') && !WITHOUT_EFFECT.test(target),
  );
  expect(wrong).toEqual([]);
});

test('only the editor knows VS Code', () => {
  const wrong = imports.filter(
    ({ file, target }) => target === 'vscode' && !/^src\/(?:editor\/|extension\.ts)/.test(file),
  );
  expect(wrong).toEqual([]);
});

/** What belongs to the process itself, of which there is one. */
const OF_THE_PROCESS = ['src/extension.ts: shutdown', 'src/cli/write.ts: waiting', 'src/cli/write.ts: hurried'];

test('no module keeps a state of its own', () => {
  const found = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const states = text.matchAll(
      /^(?:export )?(?:(?:let|var) (\w+)|const (\w+)\b(?!: (?:Readonly|Variables))[^\n]*? = new (?:Map|Set|WeakMap|WeakSet)\b[^\n]*?\(\);)/gm,
    );
    return [...states].map(([, variable, collection]) => `${file}: ${variable ?? collection}`);
  });
  expect(found.sort()).toEqual(OF_THE_PROCESS.sort());
});
