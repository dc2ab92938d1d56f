import { shellWord } from '../../shell/quote.ts';
import type { Said } from '../../words.ts';
import { HostError } from '../host.ts';
import { complete, startProcess } from '../processes.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { SshDestination } from './destination.ts';
import { quoted } from './foreign-text.ts';
import { givenUp } from './socket.ts';
import { saySsh } from './words.ts';

/** Options of ssh_config(5): keyword in lower case → its values. */
type ConfigOptions = ReadonlyMap<string, readonly string[]>;

/** What the ssh client of this machine would do with a destination. */
export interface Answer {
  readonly options: ConfigOptions;
  /** What it would do without any configuration: what is different was set. */
  readonly defaults: ConfigOptions;
  /** What it says besides, as sentences. */
  readonly notes: readonly Said[];
}

/** `Match exec` may wait for a network, `CanonicalizeHostname` for DNS. */
const LIMITS = { timeoutMs: 10_000, maxBytes: 1024 * 1024 };

/** What a destination says besides its host, as options of ssh(1). */
export function clientOptions(
  { user, port, identityFile, jump }: SshDestination,
  configFile: string | undefined,
): readonly string[] {
  const given = { F: configFile, l: user, p: port?.toString(), i: identityFile, J: jump };
  return Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [] : [`-${flag}`, value]));
}

/**
 * Asks `ssh -G`, which runs the `Match exec` commands of the configuration. Where there is no ssh client, the answer is what
 * was asked. Throws HostError when the configuration is wrong, or when the answer does not come.
 */
export async function askClient(
  asked: SshDestination,
  configFile: string | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const [ours, plain] = await Promise.all([
    run(asked.host, clientOptions(asked, configFile), signal),
    run(asked.host, ['-F', '/dev/null'], signal),
  ]);
  if (ours && plain) return { options: ours.options, defaults: plain.options, notes: ours.notes };
  const { user, port, identityFile, jump } = asked;
  const given = Object.entries({ user, port: port?.toString(), identityfile: identityFile, proxyjump: jump });
  const options = new Map(given.flatMap(([keyword, value]) => (value === undefined ? [] : [[keyword, [value]]])));
  return { options, defaults: new Map(), notes: [saySsh('no-client')] };
}

/** Undefined when there is no ssh(1). */
async function run(
  host: string,
  options: readonly string[],
  signal: AbortSignal,
): Promise<Pick<Answer, 'options' | 'notes'> | undefined> {
  // Its answer is read by lines.
  const broken = options.find((word) => /\p{Cc}/u.test(word));
  if (broken !== undefined) throw new HostError(saySsh('bad-option', JSON.stringify(broken)));
  // -T: it has no terminal, and need not say so.
  const argv = ['ssh', '-G', '-T', ...options, '--', host];
  const client = startProcess(argv);
  if ((await client.failed) !== undefined) return undefined;
  const ended = await unlessAborted(complete(client, LIMITS), signal);
  if (ended === undefined) {
    void client.signal('SIGKILL');
    throw givenUp({ alias: host });
  }
  const said = ended.stderr.toString().split('\n').map(quoted).filter(Boolean);
  const shown = argv.map(shellWord).join(' ');
  if (ended.cut)
    throw new HostError(saySsh('client-silent', host, LIMITS.timeoutMs / 1000), saySsh('check-match-exec', shown));
  if (ended.exitCode !== 0)
    throw new HostError(
      saySsh('client-refuses', host, said.join('; ').replace(/\.$/, '') || `${ended.signal}`),
      saySsh('fix-config', shown),
    );
  return { options: parseOptions(ended.stdout.toString()), notes: said.map((line) => saySsh('client-says', line)) };
}

function parseOptions(text: string): ConfigOptions {
  const options = new Map<string, string[]>();
  for (const [, word = '', value = ''] of text.matchAll(/^(\S+) (.*)$/gm)) {
    const keyword = word.toLowerCase();
    options.set(keyword, [...(options.get(keyword) ?? []), value]);
  }
  return options;
}
