import { defineConfig } from 'vitest/config';
import { FOREIGN, shipped } from './scripts/lib/foreign.mjs';

/** Builds first what the tests start. */
const BUILT = 'test/built.ts';

/** Real namespaces and shells: generous limits, because a busy machine is no failure; and one at a time more than processors, as they wait much. */
const REAL = { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 3, globalSetup: BUILT };

/** What depends on the rights of who runs it; `npm test` of root runs it a second time, as a user. */
const DEPENDS_ON_RIGHTS = [
  'labs',
  'cli/tutorial',
  'hosts/{bystanders,command,doctor,https,internet,keeper,lifetime,sandbox}',
  'kernel/{faults,lost,sandbox}',
  'ssh/give-up',
  'topology/{inotify,lab}',
  'watch/{lacks,nothing-left,terminal,watch}',
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
      { extends: true, test: { ...REAL, name: 'real', include: ['test/real/**/*.test.ts'] } },
      {
        extends: true,
        test: { ...REAL, name: 'real-user', include: DEPENDS_ON_RIGHTS.map((path) => `test/real/${path}.test.ts`) },
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
