import { expect, test } from 'vitest';
import { otherUplink, takenUplink } from '../../../src/lint/other-uplink.ts';
import { readCell } from '../../../src/lint/read-cell.ts';
import type { NotebookSettings } from '../../../src/notebook/front-matter.ts';
import { inWords } from '../../../src/words.ts';

const cellsOf = (...cells: (string | [info: string, text: string])[]) =>
  cells.map((cell) =>
    typeof cell === 'string' ? readCell({ info: 'sh', text: cell }) : readCell({ info: cell[0], text: cell[1] }),
  );

const NAT = 'iptables -t nat -A POSTROUTING -o enp4s0 -j MASQUERADE';

test.each<[cells: Parameters<typeof cellsOf>, where: string | undefined, settings?: NotebookSettings]>([
  [['ip link', NAT, NAT], '1:34-40'],
  [[['console', `$ ip a\n2: enp4s0: <UP>\n$ ${NAT}`]], '0:59-65'],
  // It is one cell's namespace, another host's, or only output.
  [[['sh {netns=a}', NAT]], undefined],
  [[['sh {host=x}', NAT]], undefined],
  [[['', `64 bytes from 1.1.1.1: icmp_seq=1 ttl=1 time=1 ms\n${NAT}`]], undefined],
  // It is called so already, by its own name, or there is no sandbox.
  [[NAT], undefined, { uplink: 'enp4s0' }],
  [[NAT], undefined, { uplink: 'eth0' }],
  [[NAT.replace('enp4s0', 'eth0')], undefined],
  [[NAT], undefined, { host: 'local' }],
  [[NAT], '0:34-40', { host: 'sandbox@ssh:x' }],
  [['ip link show br0'], undefined],
])('%j: %s', (cells, where, settings = {}) => {
  const read = cellsOf(...cells);
  const found = otherUplink(read, settings);
  expect(found && `${read.indexOf(found.cell)}:${found.finding.start}-${found.finding.end}`).toBe(where);
  if (found) expect(found.cell.text.slice(found.finding.start, found.finding.end)).toBe(found.finding.uplink);
});

const SHOWN = '2: enp4s0: <UP>\n    inet 192.168.1.50/24 scope global\ndefault via 192.168.1.254 dev enp4s0';
const SNAT = 'iptables -t nat -A POSTROUTING -o enp4s0 -j SNAT --to-source 192.168.1.50';
const NAME = 'The author’s network card is enp4s0: the sandbox’s uplink is called that (x).';

test.each<[command: string, shown: string, settings: NotebookSettings, taken: Record<string, string>, said: string]>([
  [NAT, '', {}, { uplink: 'enp4s0' }, NAME],
  [NAT, SHOWN, {}, { uplink: 'enp4s0' }, NAME],
  [
    SNAT,
    SHOWN,
    {},
    { uplink: 'enp4s0', uplinkAddress: '192.168.1.50/24', uplinkGateway: '192.168.1.254' },
    `${NAME} It has the author’s address 192.168.1.50/24, which commands use.`,
  ],
  // A gateway that cannot be one is left.
  [
    SNAT,
    SHOWN.replace('192.168.1.254', '10.0.0.1'),
    {},
    { uplink: 'enp4s0', uplinkAddress: '192.168.1.50/24' },
    `${NAME} It has the author’s address 192.168.1.50/24, which commands use.`,
  ],
  [
    SNAT,
    SHOWN,
    { internet: 'real' },
    { uplink: 'enp4s0' },
    `${NAME} It does not have the author’s address 192.168.1.50/24.`,
  ],
  [SNAT, SHOWN, { uplinkAddress: '10.0.0.2/24' }, { uplink: 'enp4s0' }, NAME],
  [
    SNAT.replace('enp4s0', 'eth0'),
    SHOWN.replaceAll('enp4s0', 'eth0'),
    {},
    { uplink: 'eth0', uplinkAddress: '192.168.1.50/24', uplinkGateway: '192.168.1.254' },
    'The author’s network card is eth0, as the sandbox’s uplink is. It has the author’s address 192.168.1.50/24, which commands use.',
  ],
])('%s, %j', (command, shown, settings, taken, sentences) => {
  const { said = [], ...found } = takenUplink(cellsOf(command), [shown], settings, 'x') ?? {};
  expect(found).toEqual(taken);
  expect(said.map((one) => inWords(one)).join(' ')).toBe(sentences);
});

test('nothing is taken where nothing is to be', () => {
  expect(takenUplink(cellsOf(NAT), [], { uplink: 'ens3' }, 'x')).toBeUndefined();
  expect(takenUplink(cellsOf('tcpdump -i eth0'), [], {}, 'x')).toBeUndefined();
  expect(takenUplink(cellsOf('ip link'), [SHOWN], {}, 'x')).toBeUndefined();
});
