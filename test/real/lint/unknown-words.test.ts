import { expect, test } from 'vitest';
import { lintCell } from '../../../src/lint/lint.ts';
import { ACTIONS } from '../../../src/shell/ip.ts';
import fc from '../../fast-check.ts';
import { sandbox } from '../hosts/support.ts';

/** Prints, for each line of its input, what ip says first about that command. */
const ASK =
  'while read -r command; do printf "%s|%s\\n" "$command" "$(timeout 5 $command 2>&1 </dev/null | head -n 1)"; done';
/** They run until they are stopped, or run something else. */
const ENDLESS = / (?:m|mo|mon\w*|e|ex\w*)$/;

test('words that ip does not know are those that are found, and no others', async () => {
  const word = fc.string({ unit: fc.constantFrom(...'adefghlmnprst'), minLength: 1, maxLength: 3 });
  const words = fc.sample(word, 300);
  const commands = [
    ...words.slice(0, 50).map((one) => `ip ${one}`),
    ...[...ACTIONS].flatMap(([object, actions], at) => [
      ...words.slice(50 + at * 20, 70 + at * 20).map((one) => `ip ${object} ${one}`),
      ...actions.map((action) => `ip ${object} ${action.slice(0, 2)}`),
    ]),
  ].filter((command) => !ENDLESS.test(command));
  const host = await sandbox();
  const { stdout } = await host.run(['sh', '-c', ASK], { input: `${commands.join('\n')}\n` });
  const answers = stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split('|'));
  expect(answers).toHaveLength(commands.length);
  const unknown = answers.flatMap(([command, said = '']) => (said.includes('is unknown') ? [command] : []));
  const found = commands.filter((text) =>
    lintCell({ info: 'sh', text }).some(({ severity }) => severity === 'warning'),
  );
  expect(unknown.length).toBeGreaterThan(100);
  expect(found).toEqual(unknown);
});
