// Typing: what is in a cell is what was typed, key by key, whatever is offered meanwhile.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { type Editor, openEditor } from './harness.ts';
import { cellsOf, commandsOfLab, openEmpty, typed } from './typing.ts';

let editor: Editor;

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
ping -c 1 192.168.52.20
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

test.each([40, 120])('enter-takes-a-snippet: lines that end in its words, at %i ms a key', async (delay) => {
  await openEmpty(editor, `traps-${delay}.netlab`);
  expect(await typed(editor, `traps-${delay}.netlab`, TRAPS, delay)).toBe(TRAPS);
});

// Among them a quoted program of many lines: 'quote-too-many' at its end.
test.each(['container-networking.netlab', 'port-forwarding.netlab'])(
  'the commands of %s, at 40 ms a key',
  async (lab) => {
    const text = commandsOfLab(lab);
    await openEmpty(editor, `typed-${lab}`);
    expect(await typed(editor, `typed-${lab}`, text, 40)).toBe(text);
  },
  900_000,
);

test.each([40, 120])('enter-replaces-a-name: in a lab that has run, at %i ms a key', async (delay) => {
  const name = `names-${delay}.netlab`;
  const build = cellsOf(join(root, 'labs/container-networking.netlab'))
    .filter((cell) => /^ip .*(?:add|set|master)/.test(cell))
    .join('\n');
  expect(build).toContain('ip netns add webapp');
  writeFileSync(
    join(editor.workspace, name),
    `\`\`\`sh\n${build}\necho "built $((1 + 1))"\n\`\`\`\n\n\`\`\`sh\n\n\`\`\`\n`,
  );
  await editor.open(name);
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
  await editor.runAll();
  await editor.waitForText('built 2');
  expect(await typed(editor, name, NAMES, delay)).toBe(NAMES);
});

test('a snippet is offered where a command may begin, and Enter takes it', async () => {
  await openEmpty(editor, 'snippet.netlab');
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
  await editor.page.keyboard.type('true && ');
  await editor.page.keyboard.type('na', { delay: 40 });
  const offer = editor.page.locator('.suggest-widget .monaco-list-row', { hasText: 'NAT for a private network' });
  // While the answer to one letter is awaited, the editor asks for no other: the first answer in a window takes long.
  const offered = async () => {
    await editor.page.keyboard.type('t');
    const shown = await offer.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (!shown) await editor.page.keyboard.press('Backspace');
    return shown;
  };
  await expect.poll(offered, { timeout: 30_000 }).toBe(true);
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
