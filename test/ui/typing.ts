// What stands in a cell after it was typed, for the tests of typing.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { parseNotebook } from '../../src/notebook/notebook.ts';
import type { Editor } from './harness.ts';

/** The code of the cells of a notebook. */
export function cellsOf(file: string): string[] {
  return parseNotebook(readFileSync(file), { dialect: 'netlab' }).cells.flatMap(({ kind, text }) =>
    kind === 'code' ? [text] : [],
  );
}

/** Every command of a lab once: typing takes its time. */
export function commandsOfLab(name: string): string {
  const cells = cellsOf(join(root, 'labs', name));
  const isLines = (cell: string) => !cell.includes('() {');
  const lines = new Set(cells.filter(isLines).flatMap((cell) => cell.split('\n')));
  return [...lines, ...cells.filter((cell) => !isLines(cell))].join('\n');
}

/** Lines that end in a word for which something else is offered elsewhere, and short commands. */
export const TRAPS = `ip route
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

/** Lines of words that are offered, each of which ends in a word or in a shorter form of one. */
export const WORDS = `ip a
ip r
ip l
ip n
ip ro
ip -br a
ip -n blue a
ip link sh
ip link ls up
ip link set dev br0 down
ip route show table main
ip route add default via 10.0.0.1 dev up
ip link add v0 type veth peer name v1
ip link add br0 type bridge vlan_filtering 1 stp_state 0
sysctl -w net.ipv4.ip_forward=1
echo 1 > /proc/sys/net/ipv4/ip_forward
iptables -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
iptables -nvL
nft add rule inet f in ct state established,related accept
nft list ruleset
tc qdisc add dev eth0 root netem delay 10ms
tcpdump -ni any tcp port 80
ping -c 3 10.0.0.1`;

/** Lines for a notebook that has run, with names that are beginnings of others, and ones that nothing has. */
export const NAMES = `ip netns exec webapp
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

/** A third of the lines: typing takes its time. */
export const someOf = (lines: string): string =>
  lines
    .split('\n')
    .filter((_, at) => at % 3 === 0)
    .join('\n');

/** Opens a notebook of one empty cell. */
export async function openEmpty(editor: Editor, name: string): Promise<void> {
  writeFileSync(join(editor.workspace, name), '# Typed\n\n```sh\n\n```\n');
  await editor.open(name);
  await editor.page.locator('.kernel-label:visible', { hasText: 'Sandbox (no root)' }).waitFor();
}

/** Types into the last cell of the notebook that is shown, and returns what is in the file then. */
async function typed(editor: Editor, name: string, text: string, delay: number): Promise<string | undefined> {
  const file = join(editor.workspace, name);
  await editor.page.locator('.notebookOverlay:visible .cell .view-lines').last().click();
  await editor.page.keyboard.type(text, { delay });
  await editor.page.keyboard.press('Escape');
  await editor.command('File: Save');
  await expect.poll(() => cellsOf(file).at(-1)?.length ?? 0).toBeGreaterThan(0);
  return cellsOf(file).at(-1);
}

/** A text that is typed into an empty cell is what stands there. */
export async function expectTyped(editor: Editor, text: string, delay: number): Promise<void> {
  const name = `typed-${randomUUID()}.netlab`;
  await openEmpty(editor, name);
  expect(await typed(editor, name, text, delay)).toBe(text);
}

/** So are names, where a lab has run whose names are offered. */
export async function expectNamesTyped(editor: Editor, names: string, delay: number): Promise<void> {
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
  expect(await typed(editor, name, names, delay)).toBe(names);
}
