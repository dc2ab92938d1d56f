import { parseArgs } from 'node:util';
import { parseDuration } from '../duration.ts';
import { isUplinkName } from '../hosts/sandbox/uplink-name.ts';
import { type PlaceholderValues, placeholderName } from '../import/placeholders.ts';
import { nearest } from '../nearest.ts';
import {
  type Command,
  type ConvertCommand,
  type ExplainCommand,
  type HostChoice,
  type MatrixCommand,
  type RunCommand,
  type TopologyCommand,
  UsageError,
  type WatchCommand,
} from './command.ts';
import { USAGE } from './usage.ts';

const OPTIONS = {
  host: { type: 'string' },
  sandbox: { type: 'boolean' },
  'ssh-config': { type: 'string' },
  hosts: { type: 'string' },
  yes: { type: 'boolean' },
  format: { type: 'string' },
  'keep-going': { type: 'boolean' },
  check: { type: 'boolean' },
  'cell-timeout': { type: 'string' },
  set: { type: 'string', multiple: true },
  run: { type: 'boolean' },
  overwrite: { type: 'boolean' },
  uplink: { type: 'string' },
  topology: { type: 'string' },
  from: { type: 'string' },
  before: { type: 'string' },
  bundle: { type: 'string' },
  diagram: { type: 'string' },
  browser: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Reads the command line. Throws UsageError. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [verb, ...rest] = positionals;
  if (verb === 'help') return helpOf(rest[0]);
  if (values.help) return helpOf(verb);
  if (values.version) return { kind: 'version' };
  refuseForeign(verb, values);
  switch (verb) {
    case 'run':
      return runCommand(values, rest);
    case 'check':
      if (rest.length === 0) throw new UsageError('check needs the FILE to look at.');
      return { kind: 'check', files: rest };
    case 'convert':
      return convertCommand(values, rest);
    case 'topology':
      return topologyCommand(values, rest);
    case 'explain':
      return explainCommand(values, rest);
    case 'matrix':
      return matrixCommand(values, rest);
    case 'watch':
      return watchCommand(values, rest);
    case 'doctor':
      return { kind: 'doctor', where: hostChoice(values), files: rest };
    case undefined:
      throw new UsageError(`no command given.\n\n${USAGE}`);
    default:
      throw new UsageError(
        `there is no command ${JSON.stringify(verb)}; \`netlab-notebook --help\` lists them.${meant(nearest(verb, VERBS))}`,
      );
  }
}

const VERBS: readonly string[] = [
  'run',
  'check',
  'convert',
  'topology',
  'explain',
  'matrix',
  'watch',
  'doctor',
  'help',
];

/** The command that is meant, also where its options come first or are wrong. */
export const verbIn = (args: readonly string[]): string | undefined => args.find((word) => VERBS.includes(word));

/** What the other commands take besides where to look. */
const OWN_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['topology', ['format', 'browser']],
  ['explain', ['format', 'topology', 'from']],
  ['matrix', ['format', 'topology', 'before']],
  ['watch', ['format', 'from', 'bundle']],
  ['doctor', []],
  ['check', []],
]);

/** An option that would do nothing is a mistake, such as a file that is never written. Throws UsageError. */
function refuseForeign(verb: string | undefined, values: Values): void {
  const foreign = Object.keys(values).find((name) => !takes(verb, name));
  if (foreign === undefined) return;
  throw new UsageError(`${verb} takes no --${foreign}; \`netlab-notebook --help\` lists what it takes.`);
}

/** Of a command that is not listed: all. */
function takes(verb: string | undefined, name: string): boolean {
  const own = OWN_OPTIONS.get(verb ?? '');
  return !own || own.includes(name) || (verb !== 'check' && ['host', 'sandbox', 'ssh-config', 'hosts'].includes(name));
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    const near = why.startsWith('Unknown option') ? nearOption(optionIn(why), verbIn(args)) : undefined;
    throw new UsageError(`${wrongOption(why)}; \`netlab-notebook --help\` lists the options.${meant(near)}`);
  }
}

const meant = (near: string | undefined): string => (near === undefined ? '' : ` Did you mean ${near}?`);

/** Of those that the command takes. */
function nearOption(option: string, verb: string | undefined): string | undefined {
  const names = Object.keys(OPTIONS).filter((name) => takes(verb, name));
  const near = option.startsWith('--') ? nearest(option.slice(2), names) : undefined;
  return near && `--${near}`;
}

/** What parseArgs of node:util complains about, in fewer words. */
function wrongOption(why: string): string {
  const option = optionIn(why);
  if (why.startsWith('Unknown option')) return `there is no option ${option}`;
  return why.includes('does not take an argument') ? `${option} takes no value` : `${option} needs a value`;
}

const optionIn = (why: string): string => /'(-[^'\s]*)/.exec(why)?.[1] ?? '';

function hostChoice({ host, sandbox = false, hosts, 'ssh-config': sshConfig }: Values): HostChoice {
  return {
    sandbox,
    ...(host === undefined ? {} : { host }),
    ...(sshConfig === undefined ? {} : { sshConfig }),
    ...(hosts === undefined ? {} : { hosts }),
  };
}

function runCommand(values: Values, [file, ...more]: readonly string[]): RunCommand {
  if (file === undefined || file === '') throw new UsageError('run needs the FILE to run.');
  if (more.length > 0) throw new UsageError(`run takes one file; ${JSON.stringify(more[0])} is one too many.`);
  const { format = 'pretty' } = values;
  if (format !== 'pretty' && format !== 'jsonl') {
    throw new UsageError(`--format is pretty or jsonl, not ${JSON.stringify(format)}.`);
  }
  const timeout = values['cell-timeout'] ?? '60s';
  const cellTimeoutMs = parseDuration(timeout);
  if (cellTimeoutMs === undefined) {
    throw new UsageError(`--cell-timeout is a duration such as 500ms, 30s or 2m, not ${JSON.stringify(timeout)}.`);
  }
  const { uplink } = values;
  if (uplink !== undefined && !isUplinkName(uplink)) {
    throw new UsageError(
      `--uplink is the name of a network interface, 1 to 15 letters, digits, dots, dashes or underscores, not ${JSON.stringify(uplink)}.`,
    );
  }
  if (values.topology === '') throw new UsageError('--topology needs the name of the file to write.');
  return {
    kind: 'run',
    file,
    where: hostChoice(values),
    yes: values.yes ?? false,
    format,
    keepGoing: values['keep-going'] ?? false,
    check: values.check ?? false,
    cellTimeoutMs,
    values: placeholderValues(values.set ?? []),
    ...(uplink === undefined ? {} : { uplink }),
    ...(values.topology === undefined ? {} : { topology: values.topology }),
    ...(values.diagram === undefined ? {} : { diagram: values.diagram }),
    ...(values.browser === undefined ? {} : { browser: values.browser }),
  };
}

function convertCommand(values: Values, [file, out, ...more]: readonly string[]): ConvertCommand {
  if (!file || !out)
    throw new UsageError('convert needs the TUTORIAL to read and the lab to write: TUTORIAL.md OUT.netlab.');
  if (more.length > 0) throw new UsageError(`convert takes two files; ${JSON.stringify(more[0])} is one too many.`);
  if (!out.endsWith('.netlab')) throw new UsageError(`a lab is a .netlab file, not ${JSON.stringify(out)}.`);
  const run = runCommand(values, [file]);
  const uplink = run.uplink === undefined ? {} : { uplink: run.uplink };
  const { values: placeholders } = run;
  const overwrite = values.overwrite ?? false;
  return {
    kind: 'convert',
    file,
    out,
    overwrite,
    values: placeholders,
    ...uplink,
    ...(values.run ? { run: { ...run, keepGoing: true } } : {}),
  };
}

/** `--set "bridge name=br0"`. Throws UsageError. */
function placeholderValues(set: readonly string[]): PlaceholderValues {
  return Object.fromEntries(
    set.map((text) => {
      const [, name = '', value = ''] = /^<?([^=]+?)>?=(.*)$/s.exec(text) ?? [];
      if (value === '' || value.includes('\0'))
        throw new UsageError(`--set is NAME=VALUE, not ${JSON.stringify(text)}.`);
      return [placeholderName(name), value];
    }),
  );
}

function topologyCommand(values: Values, rest: readonly string[]): TopologyCommand {
  const { format = 'tree' } = values;
  if (rest.length > 0) throw new UsageError(`topology takes no ${JSON.stringify(rest[0])}.`);
  if (format !== 'tree' && format !== 'json' && format !== 'mermaid' && format !== 'svg') {
    throw new UsageError(`--format is tree, json, mermaid or svg, not ${JSON.stringify(format)}.`);
  }
  const browser = values.browser === undefined ? {} : { browser: values.browser };
  return { kind: 'topology', where: hostChoice(values), format, ...browser };
}

const helpOf = (verb: string | undefined): Command => ({ kind: 'help', ...(verb !== undefined && { verb }) });

function explainCommand(values: Values, words: readonly string[]): ExplainCommand {
  return { kind: 'explain', ...asked(values, words), ...fileOf(values) };
}

function matrixCommand(values: Values, words: readonly string[]): MatrixCommand {
  const { before } = values;
  const file = fileOf(values);
  if (before !== undefined && file.file === undefined) throw new UsageError('--before needs --topology beside it.');
  return { kind: 'matrix', ...asked(values, words), ...file, ...(before === undefined ? {} : { before }) };
}

function watchCommand(values: Values, words: readonly string[]): WatchCommand {
  const { bundle } = values;
  if (bundle === '') throw new UsageError('--bundle needs the name of the file to write.');
  return { kind: 'watch', ...asked(values, words), ...(bundle === undefined ? {} : { bundle }) };
}

/** The file that is asked in place of a host. Throws UsageError. */
function fileOf({ topology, host, sandbox }: Values): Pick<ExplainCommand, 'file'> {
  if (topology === undefined) return {};
  if (host !== undefined || sandbox) throw new UsageError('give --host or --topology, not both.');
  return { file: topology };
}

/** What a question about flows is. Throws UsageError. */
function asked(values: Values, words: readonly string[]): Pick<WatchCommand, 'words' | 'where' | 'format'> {
  const { format = 'text', from } = values;
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`--format is text or json, not ${JSON.stringify(format)}.`);
  return { words: from === undefined ? words : withSource(words, from), where: hostChoice(values), format };
}

/** `--from` is the word `from`, behind FROM TO; where these are missing, that is said. */
const withSource = (words: readonly string[], from: string): readonly string[] =>
  words.length < 2 ? words : [...words.slice(0, 2), 'from', from, ...words.slice(2)];
