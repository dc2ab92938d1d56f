/** One thing that a lab may need of a machine, and whether it is there. Plain data. */
export interface Check {
  readonly id: string;
  /** What it is called: 'ping', 'link type vxlan'. */
  readonly label: string;
  /** 'missing': the sample lab cannot run without it. 'optional': it is not there, and only some labs want it. */
  readonly state: 'ok' | 'missing' | 'optional';
  /** Why it matters, in one line. */
  readonly why: string;
  /** What was found: a version, or why it does not work. */
  readonly found?: string;
  /** The command or step that mends it. */
  readonly remedy?: string;
}

/** Whether the sample lab can run on the machine. */
export function labReady(checks: readonly Check[]): boolean {
  return checks.every((check) => check.state !== 'missing');
}

const MARKS = { ok: '✓', missing: '✗', optional: '–' } as const;

/** The checks as text for a terminal or an editor, ending with the verdict. */
export function renderChecks(checks: readonly Check[]): string {
  const lines = checks.flatMap((check) => {
    const found = check.found === undefined ? '' : `: ${check.found}`;
    const head = `${MARKS[check.state]} ${check.label}${found}`;
    if (check.state === 'ok') return [head];
    const remedy = check.remedy === undefined ? [] : [`    ${check.remedy}`];
    return [`${head} (${check.state === 'optional' ? 'optional, ' : ''}${check.why})`, ...remedy];
  });
  const verdict = labReady(checks) ? 'The sample lab can run on this machine.' : 'The sample lab cannot run here yet.';
  return `${[...lines, '', verdict].join('\n')}\n`;
}
