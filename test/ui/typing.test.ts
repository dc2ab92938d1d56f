// Typing: what is in a cell is what was typed, key by key, whatever is offered meanwhile.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import { type Editor, openEditor } from './harness.ts';

let editor: Editor;

const EMPTY = '# Typed\n\n```sh\n\n```\n';

/** The code of the cells of a notebook. */
function cellsOf(file: string): string[] {
  return parseNotebook(readFileSync(file), { dialect: 'netlab' }).cells.flatMap(({ kind, text }) =>
    kind === 'code' ? [text] : [],
  );
}

/** Every command of a lab once: typing takes its time. */
function commandsOfLab(name: string): string {
  const cells = cellsOf(join(root, 'labs', name));
  const isLines = (cell: string) => !cell.includes('() {');
  const lines = new Set(cells.filter(isLines).flatMap((cell) => cell.split('\n')));
  return [...lines, ...cells.filter((cell) => !isLines(cell))].join('\n');
}

/** Lines that end in a word for which something else is offered elsewhere, and short commands. */
const TRAPS = `ip route
ip netns
ip addr
ip link set br0 up
iptables -t nat
ip link add a type veth
ip link add a type bridge
route
ping
bridge
exec
arp
nc
ls
ss
ip
for n in a b; do
  echo "$n"
done
if true; then
  ip route
fi
nat() {
  echo nat
}
nat
veth0=1
echo {a,b} "(c)" [d] \`e\`
ip link show 
cat <<X
route
veth
X`;

/** Lines for a notebook that has run, with names that are beginnings of others, and ones that nothing has. */
const NAMES = `ip netns exec webapp
ip netns pids sleep
ip link show veth-webapp
ip -n webapp link show veth-webapp
ip link show veth-webapp-br
ip link show 
ping -c 1 192.168.52.5
ping -c 1 192.168.52.2
ping -c 1 192.168.52
ip netns add web
ip netns pids web
ip netns del web
ip link show dev app-net-0
ip addr del 192.168.52.5/24 dev app-net-0`;

beforeAll(async () => {
  editor = await openEditor({ viewport: { width: 1280, height: 1000 } });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor?.screenshot('typing-failed');
});

afterAll(async () => {
  await editor?.close();
});

/** Types into the last cell of a notebook that is shown, and returns what is in the file then. */
async function typed(name: string, text: string, delay: number): Promise<string | undefined> {
  const file = join(editor.workspace, name);
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
  await editor.page.keyboard.type(text, { delay });
  // Blanks are taken off nowhere: what was typed last shows that all of it has arrived.
  await editor.page.keyboard.press('Escape');
  await editor.command('File: Save');
  await expect.poll(() => cellsOf(file).at(-1)?.length ?? 0).toBeGreaterThan(0);
  return cellsOf(file).at(-1);
}

async function openEmpty(name: string): Promise<void> {
  writeFileSync(join(editor.workspace, name), EMPTY);
  await editor.open(name);
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
}

test.each([40, 120])('enter-takes-a-snippet: lines that end in its words, at %i ms a key', async (delay) => {
  await openEmpty(`traps-${delay}.netlab`);
  expect(await typed(`traps-${delay}.netlab`, TRAPS, delay)).toBe(TRAPS);
});

test.each(['container-networking.netlab', 'port-forwarding.netlab'])(
  'the commands of %s, at 40 ms a key',
  async (lab) => {
    const text = commandsOfLab(lab);
    await openEmpty(`typed-${lab}`);
    expect(await typed(`typed-${lab}`, text, 40)).toBe(text);
  },
);

test.each(['container-networking.netlab', 'port-forwarding.netlab'])(
  'the commands of %s, at 120 ms a key',
  async (lab) => {
    const text = commandsOfLab(lab);
    await openEmpty(`slow-${lab}`);
    expect(await typed(`slow-${lab}`, text, 120)).toBe(text);
  },
  600_000,
);

test.each([40, 120])('enter-replaces-a-name: in a lab that has run, at %i ms a key', async (delay) => {
  const name = `names-${delay}.netlab`;
  const lab = readFileSync(join(root, 'labs/container-networking.netlab'), 'utf8');
  const build = cellsOf(join(root, 'labs/container-networking.netlab'))
    .filter((cell) => /^ip .*(?:add|set|master)/.test(cell))
    .join('\n');
  expect(lab).toContain('ip netns add webapp');
  writeFileSync(
    join(editor.workspace, name),
    `\`\`\`sh\n${build}\necho "built $((1 + 1))"\n\`\`\`\n\n\`\`\`sh\n\n\`\`\`\n`,
  );
  await editor.open(name);
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await editor.runAll();
  await editor.waitForText('built 2');
  expect(await typed(name, NAMES, delay)).toBe(NAMES);
});

test('a snippet is offered where a command may begin, and Enter takes it', async () => {
  await openEmpty('snippet.netlab');
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
  await editor.page.keyboard.type('true && ');
  await editor.page.keyboard.type('nat', { delay: 40 });
  await editor.page.locator('.suggest-widget .monaco-list-row', { hasText: 'NAT for a private network' }).waitFor();
  await editor.screenshot('snippet');
  await editor.page.keyboard.press('Enter');
  await editor.waitForText('MASQUERADE');
  await editor.page.keyboard.press('Escape');
  await editor.screenshot('snippet-taken');
});

test('a .netlab file that is edited as text offers nothing unasked', async () => {
  writeFileSync(join(editor.workspace, 'text.netlab'), '# A lab\n\n');
  await editor.open('text.netlab');
  await editor.command('View: Reopen Editor With Text Editor');
  await editor.page.locator('.editor-instance:visible .view-line').last().click();
  await editor.page.keyboard.press('Control+End');
  const prose = 'Each netns\nhas a timeout\nor an expect\n```sh\nveth\n```';
  await editor.page.keyboard.type(prose, { delay: 60 });
  await editor.command('File: Save');
  await expect.poll(() => readFileSync(join(editor.workspace, 'text.netlab'), 'utf8')).toBe(`# A lab\n\n${prose}`);
});
