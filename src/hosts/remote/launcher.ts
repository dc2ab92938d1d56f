import { posixWord } from '../../shell/quote.ts';
import IDENTITY from '../process-identity.sh' with { type: 'text' };
import LAUNCH from './launch.sh' with { type: 'text' };

/**
 * How a process is started where only argv and streams go across: by text on the standard input of `sh`, so that no
 * argument passes through the quoting of a login shell or of another program, and none is longer than a machine allows.
 * Plain POSIX sh, because the far side may have no other.
 */

/**
 * The argv that every process is started with. `read` takes its input byte by byte and so leaves what follows the line to
 * the process that the line becomes.
 */
export const LOADER: readonly string[] = ['sh', '-c', 'read -r netlab&&eval "$netlab"'];

/** What to start, and the word by which its report is known. */
export interface Launch {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly token: string;
}

/** What the launcher said before it became the process. */
export interface LaunchReport {
  readonly pid: number;
  /** Whether the process leads a process group; only where there is no setsid(1) it may not. */
  readonly leads: boolean;
  /** With `pid` it names the process; see process-identity.ts. Empty where there is no /proc. */
  readonly began: string;
  /** Why it could not: there is no such directory, or no such program. */
  readonly failed: 'directory' | 'program' | null;
}

/** The line that makes LOADER start it. Throws RangeError for what cannot be passed to a process. */
export function launchLine({ argv, cwd = '', env = {}, token }: Launch): string {
  const assignments = Object.entries(env).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`no variable can be named ${name}`);
    return `export ${name}=${quote(value)};`;
  });
  const words = [token, cwd, ...argv].map(quote).join(' ');
  return `${NEWLINE}${assignments.join('')}set -- ${words};netlab=${quote(LAUNCH)};eval "$netlab"\n`;
}

/** The line that makes LOADER send a signal; kill(1) of the shell, since that of procps takes a small group for a signal. */
export function signalLine(process: LaunchReport, signal: NodeJS.Signals): string {
  const target = process.leads ? -process.pid : process.pid;
  return `${NEWLINE}${isThere(process)} && kill -s ${signal.slice(3)} -- ${target} 2>/dev/null\n`;
}

/** The line that makes LOADER say, after the token, whether a process is there. */
export function lookLine(process: LaunchReport, token: string): string {
  return `${NEWLINE}if ${isThere(process)};then echo ${token} lives;else echo ${token} gone;fi\n`;
}

/** Where there is no /proc its number must do. */
function isThere({ pid, began }: LaunchReport): string {
  return began === '' ? `kill -s 0 ${pid} 2>/dev/null` : `{ eval ${quote(IDENTITY)};same ${pid} ${began}; }`;
}

/** What follows the token of a launch. Undefined if it is no report. */
export function parseLaunchReport(text: string): LaunchReport | undefined {
  const [pid, leads, failed, began = ''] = text.trim().split(' ');
  if (!/^[0-9]+$/.test(pid ?? '') || !/^[0-9]*$/.test(began)) return undefined;
  return {
    pid: Number(pid),
    began,
    leads: leads === '1' && pid !== '1', // kill(1) takes -1 for all there are
    failed: failed === 'directory' || failed === 'program' ? failed : null,
  };
}

/** How a line begins that holds texts of several. */
const NEWLINE = 'netlab="${IFS#??}";';

/** Text as words of one line for sh; `$netlab` holds a newline while the line is evaluated. */
function quote(text: string): string {
  return posixWord(text).replaceAll('\n', `'"$netlab"'`);
}
