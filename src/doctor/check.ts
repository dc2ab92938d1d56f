import type { Said, Text } from '../words.ts';

/** One thing that a lab may need of a machine, and whether it is there. Plain data. */
export interface Check {
  readonly id: string;
  /** What it is called: 'ping', 'link type vxlan'. */
  readonly label: Text;
  /** 'missing': the sample lab cannot run without it. 'optional': it is not there, and only some labs need it. */
  readonly state: 'ok' | 'missing' | 'optional';
  /** What it is needed for, in one line. */
  readonly why: Said;
  /** What was found: a version, or why it does not work. */
  readonly found?: Text;
  /** The command that fixes it, or a step in words. */
  readonly remedy?: Text;
}

/** Whether the sample lab can run on the machine. */
export function labReady(checks: readonly Check[]): boolean {
  return checks.every((check) => check.state !== 'missing');
}
