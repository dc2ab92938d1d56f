// What the tests start is what is shipped.
import { buildAll, isStale } from '../scripts/build.mjs';

export default async function setup(): Promise<void> {
  if (isStale('dist/cli.js')) await buildAll();
}
