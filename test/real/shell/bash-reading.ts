// What bash runs of texts, against what we read in them.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { commandsOf, type SimpleCommand } from '../../../src/shell/commands.ts';
import { type Field, mayBeAnything } from '../../../src/shell/fields.ts';
import { NOTHING_KNOWN, type Step, stepsOf } from '../../../src/shell/steps.ts';
import { randomFrom } from '../../random.ts';
import { FUNCTIONS, ShellTexts } from './texts.ts';
import { ValueTexts } from './value-texts.ts';

/**
 * Runs each of the texts it reads (ended by NUL), in a subshell of its own if it is asked to, where nothing can be done but to call functions that
 * tell how they were called: one line with the number of the text and the words, of which `%`, blanks and newlines are
 * escaped.
 */
const TRACER = String.raw`
exec 9>&1 >/dev/null 2>&1
ulimit -t 2 -f 64
shopt -s extglob expand_aliases
tell() {
  local IFS=' ' words=("\${@//%/%25}"); words=("\${words[@]// /%20}"); words=("\${words[@]//$'\n'/%0A}")
  printf '%s\n' "$number \${words[*]/#/=}" >&9
  (( ++calls < 20 )) || exit
  return $((RANDOM % 2))
}
for ((i = 0; i < ${FUNCTIONS}; i++)); do eval "c$i() { tell c$i \"\$@\"; }"; readonly -f "c$i"; done
command_not_found_handle() { tell "$@"; }
PATH=/nowhere
readonly flat
readonly -f tell command_not_found_handle
enable -n kill exec . source builtin command trap ulimit cd set shopt wait suspend logout hash readonly enable
# What bash cannot expand ends it, and so does a loop without end.
while true; do (
  while IFS= read -r -d '' number && IFS= read -r -d '' text; do
    calls=0; unset x; unset -f f0 f1 f2
    if [ "$flat" ]; then eval "$text" </dev/null; else ( eval "$text" ) </dev/null; fi
  done
  exit 7
)
[ $? != 7 ] || break
done`.replaceAll('\\${', '${');

/** The calls that bash makes when it runs each of them. */
async function traced(texts: readonly string[], flat: boolean): Promise<string[][][]> {
  const cwd = mkdtempSync(join(tmpdir(), 'netlab-shell-'));
  try {
    // From a file bash reads more than a byte at a time.
    const file = join(cwd, 'texts');
    writeFileSync(file, texts.map((text, number) => `${number}\0${text}\0`).join(''));
    const input = openSync(file, 'r');
    const child = spawn('bash', ['--norc', '-c', TRACER], {
      cwd,
      env: flat ? { flat: '1' } : {},
      stdio: [input, 'pipe', 'inherit'],
      detached: true,
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    await new Promise((resolve) => child.on('exit', resolve));
    closeSync(input);
    // What a text left running in the background.
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // nothing was left
    }
    const calls: string[][][] = texts.map(() => []);
    for (const line of Buffer.concat(chunks).toString().trimEnd().split('\n')) {
      const [number = '', ...words] = line.split(' ');
      calls[Number(number)]?.push(
        words.map((word) => decodeURIComponent(word.slice(1).replaceAll(/%(?!25|20|0A)/g, '%25'))),
      );
    }
    return calls;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Whether a command as it is read may be what was called. */
function mayBe(fields: readonly Field[], call: readonly string[]): boolean {
  const [name] = fields;
  if (!name) return false;
  if (fields.every(({ sure }) => sure))
    return fields.length === call.length && fields.every(({ text }, at) => text === call[at]);
  if (name.sure && name.text !== call[0]) return false;
  // What is sure comes in this order; between may be anything.
  let at = -1;
  return fields.every(({ text, sure }) => {
    if (sure) at = call.indexOf(text, at + 1);
    return !sure || at >= 0;
  });
}

/** What bash ran that is not in our reading of the text. */
const unseen = (commands: readonly (readonly Field[])[], calls: readonly (readonly string[])[]) =>
  calls.filter((call) => !commands.some((fields) => mayBe(fields, call)));

// What eval is given is one word here.
const fieldsOfCommand = ({ fields }: SimpleCommand) => (fields[0]?.text === 'eval' ? fields.slice(1) : fields);
const fieldsOfStep = ({ argv }: Step) => argv.map((text) => ({ text, sure: !mayBeAnything(text) }));

/** Random texts, together of so many lines: whatever bash runs of them must have been read. `flat`: see ShellTexts. */
export async function compareWithBash(lines: number, flat: boolean, seed: number): Promise<void> {
  const random = new ShellTexts(randomFrom(seed), flat);
  const texts: string[] = [];
  for (let count = 0; count < lines; count += texts.at(-1)?.trimEnd().split('\n').length ?? 0)
    texts.push(random.next());
  const calls = await traced(texts, flat);
  let seen = 0;
  for (const [at, text] of texts.entries()) {
    const { commands, faults } = commandsOf(text);
    const called = calls[at] ?? [];
    const hint = JSON.stringify({ seed, text, called, faults });
    // What is not read as a whole is risky in any case.
    if (faults.length === 0) expect(unseen(commands.map(fieldsOfCommand), called), hint).toEqual([]);
    if (flat) expect(faults, hint).toEqual([]);
    if (called.length > 0 && faults.length === 0) seen++;
  }
  // Else it would prove nothing.
  expect(seen).toBeGreaterThan(texts.length / 4);
}

/** Random texts that give values to names and use them, as two cells of one shell: what bash runs must be in our reading. */
export async function compareValues(count: number, seed: number): Promise<void> {
  const random = new ValueTexts(randomFrom(seed));
  const cells = Array.from({ length: count }, () => {
    const lines = random.next();
    const at = Math.floor(lines.length / 2);
    return [lines.slice(0, at).join('\n'), lines.slice(at).join('\n')] as const;
  });
  const calls = await traced(
    cells.map(([first, second]) => `${first}\n${second}\n`),
    false,
  );
  let sure = 0;
  for (const [at, [first, second]] of cells.entries()) {
    const before = stepsOf(first, { ...NOTHING_KNOWN, values: new Map() });
    const { steps, faults } = stepsOf(second, before.known);
    // An empty name is no command.
    const called = calls[at]?.filter(([name]) => name !== '') ?? [];
    const commands = [...before.steps, ...steps].map(fieldsOfStep);
    const hint = JSON.stringify({ seed, first, second, called });
    if (before.faults.length + faults.length === 0) expect(unseen(commands, called), hint).toEqual([]);
    sure += called.filter((call) =>
      commands.some((fields) => fields.every((field) => field.sure) && mayBe(fields, call)),
    ).length;
  }
  // Else it would prove nothing.
  expect(sure).toBeGreaterThan(count);
}
