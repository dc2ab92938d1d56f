import { defineConfig } from 'vitest/config';
import { FOREIGN, shipped } from './scripts/lib/foreign.mjs';

/** Builds first what the tests start. */
const BUILT = 'test/built.ts';

/** Real namespaces and shells: generous limits, because a busy machine is no failure; and one at a time more than processors, as they wait much. */
const REAL = { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 3, globalSetup: BUILT };

const files = (paths: readonly string[]) => paths.map((path) => `test/real/${path}.test.ts`);

/** What a user without rights does: root leaves it to that user. */
const FOR_A_USER = ['labs', 'cli/tutorial', 'watch/{lacks,terminal}'];

/** What depends on the rights of who runs it; `npm test` of root runs it a second time, as a user. */
const DEPENDS_ON_RIGHTS = [
  'hosts/{bystanders,command,doctor,https,internet,keeper,lifetime,sandbox}',
  'kernel/{faults,lost,sandbox}',
  'ssh/give-up',
  'topology/{inotify,lab}',
  'watch/{nothing-left,watch}',
];

/** What the build bundles as text, Vite does not know. */
const foreign = {
  name: 'foreign',
  transform: (text: string, file: string) =>
    FOREIGN.test(file) ? `export default ${JSON.stringify(shipped(text))};` : undefined,
};

export default defineConfig({
  plugins: [foreign],
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          ...REAL,
          name: 'real',
          include: files(['**/*']),
          exclude: process.getuid?.() === 0 ? files(FOR_A_USER) : [],
        },
      },
      {
        extends: true,
        test: { ...REAL, name: 'real-user', include: files([...FOR_A_USER, ...DEPENDS_ON_RIGHTS]) },
      },
      {
        extends: true,
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          testTimeout: 3_600_000,
          fileParallelism: false,
          globalSetup: BUILT,
        },
      },
      {
        // Two editors, each with its browser: they wait for each other more than they work.
        extends: true,
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          // A busy machine is no failure.
          expect: { poll: { timeout: 60_000 } },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          globalSetup: BUILT,
          maxWorkers: 2,
        },
      },
    ],
  },
});
