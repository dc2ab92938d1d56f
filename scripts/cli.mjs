#!/usr/bin/env node
// The `netlab-notebook` program of a checkout: builds what is missing or stale, then hands over.
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll, isStale } from './build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { root } from './lib/project.mjs';

const BUNDLE = 'dist/cli.js';

function mayBuild() {
  try {
    accessSync(existsSync(join(root, 'dist')) ? join(root, 'dist') : root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

if (isStale(BUNDLE)) {
  const { log } = console;
  // Standard output belongs to the program: its reader may expect JSON.
  console.log = console.error;
  if (mayBuild()) {
    console.error('netlab-notebook: building dist/ from the sources first');
    await ensureDependencies();
    await buildAll();
  } else if (existsSync(join(root, BUNDLE))) {
    console.error(
      'netlab-notebook: dist/ is older than the sources and cannot be written by this user; run `npm run build` as its owner',
    );
  } else {
    console.error(
      'netlab-notebook: not built yet and dist/ cannot be written by this user; run `npm run build` as its owner',
    );
    process.exit(2);
  }
  console.log = log;
}
await import(pathToFileURL(join(root, BUNDLE)).href);
