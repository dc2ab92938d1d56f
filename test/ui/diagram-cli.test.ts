// The diagram that the terminal program writes: as text that Mermaid parses, and as a picture by a real browser.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/project.mjs';
import { run } from '../real/cli/program.ts';
import { chromiumPath } from './chromium.ts';
import { DiagramPage } from './diagram-page.ts';

let folder: string;
let page: DiagramPage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netlab-diagram-cli-'));
  page = await DiagramPage.open();
});

afterAll(async () => {
  await page?.close();
  rmSync(folder, { recursive: true, force: true });
});

const out = (name: string) => join(folder, name);
const LAB = join(root, 'labs', 'container-networking.netlab');

function notebook(...lines: readonly string[]): string {
  const file = out('made.netlab');
  writeFileSync(file, `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`);
  return file;
}

/** Each label's first line, and the title of the box that it lies in. */
const PLACES = `(() => {
  const boxes = [...document.querySelectorAll('.picture:not(.drawing) .cluster')].map((box) => [document.querySelector('[data-box="' + box.id + '"]').textContent, box.querySelector('rect').getBoundingClientRect()]);
  return [...document.querySelectorAll('.picture:not(.drawing) .node')].map((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const at = boxes.find(([, box]) => left > box.left && right < box.right && top > box.top && bottom < box.bottom);
    return [at?.[0], ...node.querySelector('.nodeLabel').innerText.split('\\n')];
  });
})()`;

test('the finished lab: Mermaid parses the text, and each thing stands once at its place', async () => {
  const ended = await run('run', LAB, '--diagram', out('d.mmd'));
  expect(ended.status, ended.stderr).toBe(0);
  const text = readFileSync(out('d.mmd'), 'utf8');
  const shown = { title: '', structure: text, items: [], hidden: [] };
  await page.send({ type: 'show', serial: 9, shown, changed: [], news: [] });
  await page.drawn(9);
  expect(page.said.filter(({ type }) => type === 'failed')).toEqual([]);
  const titles = await page.page.locator('.picture:not(.drawing) .cluster-label').allTextContents();
  expect(titles.toSorted()).toEqual(['Sandbox (no root)', 'internet (simulated)', 'sleep', 'webapp']);
  const places = await page.page.evaluate<string[][]>(PLACES);
  const at = (name: string) => places.filter((lines) => lines.slice(1).includes(name)).map(([box]) => box);
  const host = ['Sandbox (no root)'];
  for (const [name, boxes] of [
    ['app-net-0', host],
    ['veth-sleep-br', host],
    ['veth-webapp-br', host],
    ['192.168.52.5/24', host],
    ['veth-sleep', ['sleep']],
    ['192.168.52.1/24', ['sleep']],
    ['veth-webapp', ['webapp']],
    ['192.168.52.2/24', ['webapp']],
  ] as const)
    expect(at(name), name).toEqual(boxes);
});

test('an SVG and a PNG are painted by the browser that is given', async () => {
  const file = notebook("ip netns add '<img src=x onerror=alert(1)>'", "ip link add name '<svg>&' type bridge");
  for (const name of ['d.svg', 'd.png']) {
    const ended = await run('run', file, '--diagram', out(name), '--browser', chromiumPath());
    expect(ended.status, ended.stderr).toBe(0);
  }
  const svg = readFileSync(out('d.svg'), 'utf8');
  // As a reader of XML has it: well-formed, names as text, and no element from a name.
  const read = await page.page.evaluate<{ text: string; elements: string[] }>(`(() => {
    const made = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml');
    return { text: made.documentElement.textContent, elements: [...made.querySelectorAll('*')].map((one) => one.localName) };
  })()`);
  expect(read.elements).not.toContain('parsererror');
  expect(read.elements).not.toContain('img');
  expect(read.elements).not.toContain('script');
  expect(read.text).toContain('<img src=x onerror=alert(1)>');
  expect(read.text).toContain('<svg>&');
  expect(readFileSync(out('d.png')).subarray(1, 4).toString()).toBe('PNG');
});

test('a browser that is not there is known before a cell runs', async () => {
  const file = notebook(`echo ran > ${out('ran')}`);
  const ended = await run('run', file, '--diagram', out('no.svg'), '--browser', '/nowhere/browser');
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain('there is no browser "/nowhere/browser"');
  expect(readdirSync(folder)).not.toContain('ran');
});

test('late-refusal: a browser that does not start is known before a cell runs', async () => {
  const file = notebook(`echo ran > ${out('ran')}`);
  const ended = await run('run', file, '--diagram', out('no.svg'), '--browser', '/bin/false');
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain('the browser "/bin/false" does not start. It exited with status 1. Name another one');
  expect(readdirSync(folder)).not.toContain('ran');
});

test('a browser that ends instead of drawing is no riddle, and leaves nothing', async () => {
  const browser = out('browser');
  writeFileSync(browser, '#!/bin/sh\n[ "$1" = --version ]\n', { mode: 0o755 });
  const ended = await run('run', notebook('true'), '--diagram', out('no.svg'), '--browser', browser);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain('the browser ended before it had rendered the picture. It exited with status 1.');
  expect(readdirSync(folder)).not.toContain('no.svg');
});

test("this machine's network is printed as Mermaid text and as SVG", () => {
  // A sandbox plays the machine.
  const machine = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const make = 'mount -t tmpfs none /run && mkdir /run/netns && ip link add br0 type bridge && ip netns add a';
  const print = (format: string) =>
    `"$0" dist/cli.js topology --host local --browser "$1" --format ${format} >"$2.${format}"`;
  const script = `${make} && ${print('mermaid')} && ${print('svg')}`;
  const args = [...machine, 'sh', '-c', script, process.execPath, chromiumPath(), out('local')];
  const { status, stderr } = spawnSync('unshare', args, { cwd: root, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  expect(readFileSync(out('local.mermaid'), 'utf8')).toMatch(/^flowchart TB\n.*\["a"\].*\["This machine"\]/s);
  expect(readFileSync(out('local.svg'), 'utf8')).toContain('br0');
});
