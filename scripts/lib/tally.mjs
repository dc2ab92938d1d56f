// Counts of tests, kept across the stages of `npm test`.

/** @typedef {{ passed: number, failed: string[], skipped: { name: string, reason: string }[] }} Tally */

/** @returns {Tally} */
export const emptyTally = () => ({ passed: 0, failed: [], skipped: [] });

/** @returns {Tally} */
export function addTallies(/** @type {Tally[]} */ ...tallies) {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** The closing line. */
export const tallyLine = (/** @type {Tally} */ { passed, failed, skipped }) =>
  `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`;
