import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostError } from '../../../src/hosts/host.ts';
import { resolveTarget } from '../../../src/hosts/ssh/config.ts';
import { checkHostKey, knownKeys } from '../../../src/hosts/ssh/host-key.ts';
import { hostKeyAlgorithms } from '../../../src/hosts/ssh/host-key-algorithms.ts';
import { type Case, Dice, makeCase, makeWorld, type World } from './host-key-cases.ts';
import { asker } from './server.ts';

/** What comes of the key that a server shows. `new`: unknown, and remembered. */
type Verdict = 'known' | 'new' | 'refused';

interface Judged {
  readonly verdict: Verdict;
  /** What was said. */
  readonly why: string;
  /** The user's first file afterwards. */
  readonly file: string;
}

/** A difference between ssh(1) and us, with all that it takes to see it again. */
export interface Difference {
  readonly seed: number;
  readonly config: string;
  readonly ours: Judged;
  readonly theirs: Judged;
  readonly directory: string;
}

export interface Comparison {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly lenient: readonly Difference[];
  readonly stricter: readonly Difference[];
  /** The same verdict, but not the same text in the file after it. */
  readonly otherFile: readonly Difference[];
}

/** Compares our verdict with that of ssh(1) on so many random files of known hosts. The directory is the caller's to remove. */
export async function compareWithSsh(seeds: readonly number[]): Promise<Comparison & { readonly directory: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-oracle-'));
  const world = makeWorld(directory);
  const verdicts: Record<Verdict, number> = { refused: 0, new: 0, known: 0 };
  const strictest = Object.keys(verdicts);
  const lenient: Difference[] = [];
  const stricter: Difference[] = [];
  const otherFile: Difference[] = [];
  const left = [...seeds];
  const work = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const difference = await judgeBoth(world, seed);
      const { ours, theirs } = difference;
      verdicts[theirs.verdict]++;
      const ahead = strictest.indexOf(ours.verdict) - strictest.indexOf(theirs.verdict);
      // A line that was not ended is ended by us, and not by each ssh(1).
      const isSameFile = ours.file.replaceAll('\n', '') === theirs.file.replaceAll('\n', '');
      if (ahead > 0) lenient.push(difference);
      else if (ahead < 0) stricter.push(difference);
      else if (!isSameFile) otherFile.push(difference);
      else rmSync(difference.directory, { recursive: true });
    }
  };
  // Most of the time of each is spent in other processes.
  await Promise.all([work(), work()]);
  return { verdicts, lenient, stricter, otherFile, directory };
}

async function judgeBoth(world: World, seed: number): Promise<Difference> {
  const made = makeCase(world, new Dice(seed));
  const directory = join(world.directory, `case-${seed}`);
  const [ours, theirs] = ['ours', 'theirs'].map((side) => writeCase(join(directory, side), made)) as [string, string]; // safe: two of two
  return {
    seed,
    config: made.config.join('\n'),
    directory,
    ours: await judgeOurs(ours, made),
    theirs: await judgeTheirs(theirs),
  };
}

/** Returns the directory, in which the configuration is `config`. */
function writeCase(directory: string, { config, files }: Case): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text, 'latin1');
  const placed = config.map((line) =>
    line.replace(
      /^(UserKnownHostsFile|GlobalKnownHostsFile|RevokedHostKeys) (.*)$/,
      (_, keyword: string, names: string) => {
        const paths = names.split(' ').map((name) => (name === 'none' ? name : join(directory, name)));
        return `${keyword} ${paths.join(' ')}`;
      },
    ),
  );
  writeFileSync(join(directory, 'config'), `${placed.join('\n')}\n`);
  return directory;
}

/** The key is the one that the server would show to whom offers these algorithms: RFC 4253, 7.1. */
async function judgeOurs(directory: string, { server }: Case): Promise<Judged> {
  const before = userFile(directory);
  try {
    const target = await resolveTarget({ host: 'lab' }, join(directory, 'config'));
    const typeOf = (algorithm: string) => (algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
    const shown = hostKeyAlgorithms(target, knownKeys(target))
      .map((algorithm) => server.keys.find(({ type }) => type === typeOf(algorithm)))
      .find((key) => key !== undefined);
    if (shown === undefined) return { verdict: 'refused', why: 'no matching host key type', file: before };
    await checkHostKey(target, Buffer.from(shown.base64, 'base64'), asker([], false));
    const file = userFile(directory);
    return { verdict: file === before ? 'known' : 'new', why: '', file: withoutSalt(before, file) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { verdict: 'refused', why: error.message, file: userFile(directory) };
  }
}

/** By what ssh(1) says, and whether it goes on to authenticate. */
async function judgeTheirs(directory: string): Promise<Judged> {
  const before = userFile(directory);
  const options = ['-v', '-o', 'BatchMode=yes', '-o', 'PreferredAuthentications=none'];
  const child = spawn('ssh', ['-F', join(directory, 'config'), ...options, 'lab', 'true'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1');
  });
  await new Promise((resolve) => child.once('close', resolve));
  const file = userFile(directory);
  const why = said.replace(/^debug1: .*\n/gm, '').trim();
  if (!/Authentications that can continue/.test(said)) return { verdict: 'refused', why, file };
  const isNew = /^Warning: Permanently added|^Failed to add the host/m.test(said);
  return { verdict: isNew ? 'new' : 'known', why, file: withoutSalt(before, file) };
}

/** All files of known hosts of a case. */
function knownHosts(directory: string): string[] {
  const files = readdirSync(directory).filter((name) => name !== 'config');
  return files.map((name) => readFileSync(join(directory, name), 'latin1'));
}

function userFile(directory: string): string {
  const [, name = ''] = /^UserKnownHostsFile (\S+)/m.exec(readFileSync(join(directory, 'config'), 'utf8')) ?? [];
  try {
    return readFileSync(name, 'latin1');
  } catch {
    return '';
  }
}

/** What was added, its hash aside: that is random. */
function withoutSalt(before: string, after: string): string {
  return before + after.slice(before.length).replace(/\|1\|\S+/, '|1|');
}

/** Where we are stricter than ssh(1), and want to be. */
export function isIntended({ config, ours, directory }: Difference): boolean {
  return (
    // A changed key is never let through.
    /^StrictHostKeyChecking no$/m.test(config) ||
    // ssh(1) would take a key for new that is revoked for the name without the port.
    / is revoked: /.test(ours.why) ||
    // It writes any HostKeyAlias, also one that means other hosts.
    / cannot be remembered: /.test(ours.why) ||
    // It would take a plain key for new where an authority should have certified it.
    / are certified by an authority /.test(ours.why) ||
    /^The authority that certifies host keys of .* is revoked, /.test(ours.why) ||
    // It drops a line whose marker ends with a tab (check_markers()); what is revoked there stays revoked with us.
    knownHosts(join(directory, 'ours')).some((text) => /^[ \t]*@revoked\t/m.test(text))
  );
}
