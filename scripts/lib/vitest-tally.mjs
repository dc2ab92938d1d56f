// A vitest reporter: writes the tally of a run to the file that TALLY_FILE names.
import { writeFileSync } from 'node:fs';
import { emptyTally } from './tally.mjs';

/** @typedef {import('vitest/node').TestModule} TestModule */

export default class TallyReporter {
  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly { message?: string }[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tally = emptyTally();
    for (const module of modules) {
      // A suite that fails outside its tests (an import, a hook) has no test to show it.
      for (const error of module.errors()) tally.failed.push(`${module.moduleId}: ${error.message}`);
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) tally.failed.push(`${suite.fullName}: ${error.message}`);
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') tally.passed++;
        else if (result.state === 'failed') tally.failed.push(test.fullName);
        else tally.skipped.push({ name: test.fullName, reason: reasonOf(test, result) });
      }
    }
    for (const error of unhandledErrors) tally.failed.push(`outside any test: ${error.message}`);
    const file = process.env['TALLY_FILE'];
    if (file) writeFileSync(file, JSON.stringify(tally));
  }
}

/** Why a test was skipped. @returns {string} */
function reasonOf(
  /** @type {import('vitest/node').TestCase} */ test,
  /** @type {import('vitest/node').TestResult} */ result,
) {
  if ('note' in result && result.note) return result.note;
  const setUpFailed = [test.module, test.parent].some((one) => one.errors().length > 0);
  return setUpFailed ? 'its set-up failed' : 'no reason given';
}
