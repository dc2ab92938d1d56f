// A packet that does not go as predicted: the report of it, saved from its cell.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { validate as topologyFaults } from '../unit/topology/schema.ts';
import { type Editor, openEditor } from './harness.ts';

const NAME = 'watched.netlab';
const REPORT = 'for-the-authors.json';
/** What has been learned of a neighbour is not modelled: red sends to nobody. Meanwhile blue sends to red, which it need not ask for. */
const LAB = `\`\`\`sh
for n in red blue; do
  ip netns add $n; ip link add to-$n type veth peer name eth0 netns $n
  ip link set to-$n up; ip -n $n link set eth0 up; ip -n $n link set lo up
done
ip link add br0 type bridge; ip link set br0 up; ip link set to-red master br0; ip link set to-blue master br0
ip -n red addr add 10.1.0.2/24 dev eth0; ip -n blue addr add 10.1.0.3/24 dev eth0
until [ "$(bridge link show | grep -c forwarding)" = 2 ]; do sleep 0.2; done
unshare -n sleep 1000 &
ip -n blue neigh replace 10.1.0.2 lladdr "$(ip netns exec red cat /sys/class/net/eth0/address)" dev eth0 nud permanent
ip netns exec blue ping -q -i 0.02 10.1.0.2 >/dev/null &
ip -n red neigh replace 10.1.0.3 lladdr 02:00:00:00:00:99 dev eth0 nud reachable
echo all set
\`\`\`

\`\`\`sh
%watch red blue
\`\`\`
`;

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1700, height: 950 } });
  writeFileSync(join(editor.workspace, NAME), LAB);
  await editor.open(NAME);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('watch-failed');
});

afterAll(async () => {
  await editor?.close();
});

const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../docs/${name}.schema.json`, import.meta.url), 'utf8'));

/** How a value differs from a page of docs/. */
function faultsOf(name: string, value: unknown): unknown {
  const check = new Ajv2020({ strict: true, allErrors: true }).compile(schema(name));
  return check(value) ? [] : check.errors;
}

test('what was seen and not predicted is saved as a report, which holds nothing of others', async () => {
  await editor.runAll();
  await editor.waitForText('It was not answered, and should have been.', 60_000);
  const { page } = editor;
  // Until it has ended, what comes below it moves its buttons.
  await editor.waitForText('Exit status 1, but this cell should succeed (0).');
  await editor.ended();
  await page.locator('.notebookOverlay:visible .cell-status-item', { hasText: 'Save Report…' }).last().click();
  const path = page.locator('.quick-input-widget input.input');
  await expect.poll(() => path.inputValue()).toMatch(/\/watched-report\.json$/);
  await editor.look('watch-save-report');
  await path.fill(join(editor.workspace, REPORT));
  await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await editor.waitForText(`Saved as ${REPORT}`);

  const text = readFileSync(join(editor.workspace, REPORT), 'utf8');
  const { topology, explanation, observation, ...rest } = JSON.parse(text);
  expect(rest).toEqual({
    format: 1,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    kernel: expect.stringMatching(/^Linux \d/),
  });
  expect(topologyFaults(topology)).toEqual([]);
  expect(faultsOf('explain', explanation)).toEqual([]);
  expect(faultsOf('watch', observation)).toEqual([]);
  expect(explanation.verdict).toBe('delivered');
  expect(observation).toMatchObject({ outcome: { kind: 'silent' }, prediction: { outcome: 'differs' } });

  // What blue sends to red at the same time has the same addresses.
  const sent: { part: string; text: string }[] = observation.sightings.filter(
    ({ part }: { part: string }) => part !== 'neighbour',
  );
  expect(sent.length).toBeGreaterThan(0);
  for (const one of sent)
    expect(one).toMatchObject({ part: 'question', text: '10.1.0.2 → 10.1.0.3 icmp echo-request' });
  expect(text).not.toMatch(/sleep|"holder"/);
});
