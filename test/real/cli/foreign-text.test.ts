import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { topologyTree } from '../../../src/outline/terminal-tree.ts';
import { changeText } from '../../../src/topology/change-words.ts';
import { diff } from '../../../src/topology/diff.ts';
import type { Topology } from '../../../src/topology/model.ts';
import { type Ended, run } from './program.ts';

/** A colour, a title, a clipboard, C1, a bell, a return, a backspace, a reordering, and markup. */
const NASTY = '\x1b[31mred\x1b]0;t\x07\x1b]52;c;cm0=\x07\x9b2J\x07\r\b\x7f\u202egpj\u2066 $(id) <img src=x>';
/** The same as bash reads it: of short words, for names of links. */
const SHELL = `$'${[...Buffer.from(NASTY)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
const IFNAME = "$'v\\x1b[7m\\x07\\x08\\xc2\\x9bJ'";

/** What acts on a terminal, or cannot be seen. */
const ACTS = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

function expectPrintable({ stdout, stderr }: Ended): void {
  expect(ACTS.exec(stdout)?.input.slice(0, 2000)).toBeUndefined();
  expect(ACTS.exec(stderr)?.input.slice(0, 2000)).toBeUndefined();
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'netlab-foreign-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function written(text: string, name = 'test.netlab'): string {
  const file = join(folder(), name);
  writeFileSync(file, text);
  return file;
}

const fence = (code: string, info = '') => `\`\`\`sh ${info}\n${code}\n\`\`\`\n`;

const NETWORK = [
  `ip netns add ${SHELL}`,
  `ip link add ${IFNAME} type bridge`,
  `ip link set ${IFNAME} alias ${SHELL}`,
  `ip link set ${IFNAME} up`,
  `ip link add w type veth peer name ${IFNAME} netns ${SHELL}`,
  `ip addr add 10.1.1.1/24 dev ${IFNAME}`,
  `touch /run/netns/$'dead\\x1b[5m\\x9b'`,
  'nft add table inet t',
  `nft add chain inet t c '{ type filter hook input priority 0; }'`,
  `nft add rule inet t c tcp dport 80 drop comment '"'$'\\x1b]0;pwned\\x07\\xc2\\x9b'mark'"'`,
].join('\n');

describe('foreign-text-on-a-terminal', () => {
  test('of a file: its name, its front matter, headings, attributes, warnings and the text of its cells', async () => {
    const front = `---\ntitle: x\nnetlab: { host: sandbox, internet: none, "${'\\x1b[31m'}odd": 1 }\n---\n`;
    const text = [
      `# A heading ${NASTY.replace(/[\r]/g, '')}`,
      fence(`: ${NASTY.replace(/[\r`]/g, '')}`, `{name="${NASTY.replace(/[\r{}"]/g, '')}"}`),
      fence('true', `{odd${'\x1b[31m'}=1 name=two} behind \x1b[32m it \x9b`),
      fence('true', `{timeout="\x1b]0;x\x07"}`),
      fence('true', `{netns="\x1b[31m\u202e\x9bgone"}`),
    ].join('\n');
    const ended = await run('run', written(front + text, `a\x1b[31m\x9b\u202eb.netlab`), '--keep-going');
    expect(ended.stdout + ended.stderr).toContain('\\x1b[31m');
    expect(ended.status).not.toBe(70);
    expectPrintable(ended);
  });

  test('of names on the command line, and of files that are not there or no notebooks', async () => {
    for (const args of [
      ['run', `/nowhere/\x1b[31m\x9b\u202e.netlab`],
      ['run', written('x\x00\x1b[31m', 'no.netlab')],
      ['run', written(`---\nnetlab: { host: "\x1b[31m" }\n---\n${fence('true')}`)],
      ['run', written(`---\nnetlab: { host: "${'\\e[31m\\x9b'}" }\n---\n${fence('true')}`)],
      ['run', written(fence('true', `{host="${'\x1b[31m\x9b'}"}`))],
      [`\x1b[31m\x9b`],
      ['run', `--\x1b[31m\x9b`],
      ['topology', '--host', '\x1b[31m\x9b\u202e'],
      ['doctor', '--host', '\x1b[31m\x9b\u202e'],
      ['run', written(fence('true')), '--topology', '/nowhere/\x1b[31m\x9b.json'],
      ['run', written(fence('true')), '--hosts', written('[\x1b[31m\x9b]', 'hosts.json')],
    ]) {
      const ended = await run(...args);
      expect(ended.status, ended.stderr).not.toBe(0);
      expect(ended.status).not.toBe(70);
      expectPrintable(ended);
    }
  });

  test('of a host: what its command and its programs say', async () => {
    const directory = folder();
    const script = join(directory, 'host');
    writeFileSync(script, `#!/bin/sh\nprintf '\\033[31mno\\033]0;x\\007 \\302\\233 entry\\r\\n' >&2\nexit 3\n`, {
      mode: 0o755,
    });
    const hosts = join(directory, 'hosts.json');
    writeFileSync(hosts, JSON.stringify([{ name: 'odd', command: [script, '\x1b[32m\x9b'], become: 'none' }]));
    for (const args of [
      ['topology', '--host', 'odd', '--hosts', hosts],
      ['doctor', '--host', 'odd', '--hosts', hosts],
      ['run', written(fence('true')), '--host', 'odd', '--hosts', hosts, '--yes'],
    ]) {
      const ended = await run(...args);
      expect(ended.status).not.toBe(70);
      expectPrintable(ended);
    }
  });

  test('of a network, in all formats; the output of a cell is passed on as it is', async () => {
    const directory = folder();
    const file = written(
      `---\nnetlab: { internet: none }\n---\n${fence(NETWORK)}\n${fence(`printf '\\033[35mmine\\033[0m\\n'`)}`,
    );
    const json = join(directory, 'out.json');
    const ended = await run('run', file, '--topology', json, '--diagram', join(directory, 'out.mmd'));
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ status: 0 });
    expect(ended.stdout).toContain('\x1b[35mmine\x1b[0m\n');
    expectPrintable({ ...ended, stdout: ended.stdout.replace('\x1b[35mmine\x1b[0m\n', '') });
    const [text, mermaid] = [readFileSync(json, 'utf8'), readFileSync(join(directory, 'out.mmd'), 'utf8')];
    expect(ACTS.exec(text)).toBeNull();
    expect(ACTS.exec(mermaid)).toBeNull();
    const topology = JSON.parse(text) as Topology; // Ours, as docs/topology.schema.json says.
    expect(topology.netns.map(({ names }) => names[0])).toContain(NASTY);
    expect(topology.netns[0]?.links.find(({ ifname }) => ifname === 'v\x1b[7m\x07\b\x9bJ')?.['ifalias']).toBe(NASTY);
    expectPrintable({ status: 0, stdout: topologyTree(topology), stderr: '' });
    expect(topologyTree(topology)).toContain('\\x1b[7m');
    const empty: Topology = {
      ...topology,
      netns: topology.netns.map((one) => ({ ...one, links: [], routes: [], firewall: {}, sysctls: {} })),
    };
    for (const change of [...diff(topology, empty), ...diff(empty, topology)])
      expect(ACTS.exec(changeText(change))).toBeNull();
  });
});
