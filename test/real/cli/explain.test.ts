// What questions about flows print and with which status, asked of a file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { link, netns, topology } from '../../unit/diagram/build.ts';
import { run } from './program.ts';

/** A cable between red, which has an address, and blue, which has none. */
const CABLE = topology(
  netns('1', 'root netns', [], { root: true }),
  netns('2', 'red', [link('2', 2, 'eth0', 'veth', { addresses: ['10.0.0.2/24'], peer: '3/3' })]),
  netns('3', 'blue', [link('3', 3, 'eth0', 'veth', { peer: '2/2' })]),
);

function written(): string {
  const directory = mkdtempSync(join(tmpdir(), 'netlab-explain-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'net.json');
  writeFileSync(file, JSON.stringify(CABLE));
  return file;
}

test('explain --format json of what has no address: JSON by the schema, and the same status as the text', async () => {
  const file = written();
  const text = await run('explain', 'red', 'blue', '--topology', file);
  expect(text).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'netlab-notebook: “blue” has no address that could be reached.\n   fix  ip -n blue addr add 10.0.0.1/24 dev eth0\n',
  });
  const { status, stdout, stderr } = await run('explain', 'red', 'blue', '--topology', file, '--format', 'json');
  expect([status, stderr]).toEqual([1, '']);
  const json: unknown = JSON.parse(stdout);
  expect(json).toMatchObject({ verdict: 'lost', obstacles: [{ reason: 'no-address', netns: 'blue' }] });
  const schema = readFileSync(new URL('../../../docs/explain.schema.json', import.meta.url), 'utf8');
  const check = new Ajv2020({ strict: true }).compile(JSON.parse(schema));
  expect(check(json), JSON.stringify(check.errors)).toBe(true);
  // A question that is wrong has no answer.
  expect(await run('explain', 'red', 'nobody', '--topology', file, '--format', 'json')).toMatchObject({
    status: 3,
    stdout: '',
  });
});

test('source-as-option: --from is the word from, wherever it stands; and what was probably meant is said', async () => {
  const file = written();
  const ask = async (...words: readonly string[]) => {
    const { status, stdout, stderr } = await run('explain', ...words, '--topology', file, '--format', 'json');
    return stderr === '' ? JSON.parse(stdout).flow : [status, stderr.replace('netlab-notebook: ', '').trimEnd()];
  };
  const flow = { from: 'red', source: '10.0.0.2', to: '10.0.0.9', protocol: 'tcp', port: 80 };
  expect(await ask('red', '10.0.0.9', 'tcp', '80', 'from', '10.0.0.2')).toEqual(flow);
  expect(await ask('--from', '10.0.0.2', 'red', '10.0.0.9', 'tcp', '80')).toEqual(flow);
  const usage =
    'Say from where to where: explain FROM TO [icmp | tcp PORT | udp PORT] [from ADDRESS] [because REASON].';
  expect(await ask('red', '--from', '10.0.0.2')).toEqual([3, usage]);
  expect(await ask('red', '10.0.0.9', 'tcp', '--from', '10.0.0.2')).toEqual([3, '“tcp” needs a port: tcp 80.']);
  expect(await ask('rde', 'blue')).toEqual([
    3,
    'There is no namespace “rde” here. There are: host, red, blue. Did you mean red?',
  ]);
});
