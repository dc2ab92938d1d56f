import { defineConfig } from 'vitest/config';

/** Real namespaces and shells: generous limits, because a busy machine is no failure. */
const REAL = { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 2 };

/** What depends on the rights of who runs it; `npm test` of root runs it a second time, as a user. */
const DEPENDS_ON_RIGHTS = [
  'labs',
  'cli/{run,tutorial}',
  'hosts/{bystanders,command,doctor,internet,keeper,lifetime,sandbox}',
  'kernel/{faults,lost,sandbox}',
  'ssh/give-up',
  'topology/{inotify,lab}',
];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { ...REAL, name: 'real', include: ['test/real/**/*.test.ts'] } },
      { test: { ...REAL, name: 'real-user', include: DEPENDS_ON_RIGHTS.map((path) => `test/real/${path}.test.ts`) } },
      { test: { name: 'soak', include: ['test/soak/**/*.test.ts'], testTimeout: 3_600_000, fileParallelism: false } },
      {
        // One editor and one browser at a time.
        test: {
          name: 'ui',
          include: ['test/ui/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
