import { Assembler } from '../src/discovery/assemble.ts';
import type { Entry } from '../src/discovery/inventory.ts';
import { EMPTY, withPart } from '../src/discovery/reading.ts';
import type { Topology } from '../src/topology/model.ts';
import { type Figure, median, row } from './figure.ts';
import { namespaces } from './topology-world.ts';

const BYTES = 3_000_000;
const ROUNDS = 15;

interface Output {
  readonly entry: Entry;
  /** What `ip -j -d -batch` printed: addresses, routes, neighbours, rules, a line each. */
  readonly out: Buffer;
  readonly nsids: Buffer;
}

/** Real output: of a root netns with 400 veths, and of one of the others as often as it takes to make 3 MB. */
async function outputs(): Promise<Output[]> {
  const host = await namespaces(400);
  try {
    const input = 'addr show\nroute show table all\nneigh show\nrule show\n';
    const read = async (...enter: string[]) =>
      (await host.run([...enter, 'ip', '-j', '-d', '-batch', '-'], { input })).stdout;
    const root = await read();
    const one = await read('nsenter', '--net=/run/netns/n1');
    const count = Math.ceil((BYTES - root.length) / one.length);
    const entry = (id: string): Entry => ({ id, label: id, names: [id], file: `/run/netns/${id}` });
    const nsids = Array.from({ length: 400 }, (_, at) => `${at} ${at + 2}\n`).join('');
    return [
      { entry: entry('1'), out: root, nsids: Buffer.from(nsids) },
      ...Array.from({ length: count }, (_, at) => ({
        entry: entry(String(at + 2)),
        out: one,
        nsids: Buffer.from('0 1\n'),
      })),
    ];
  } finally {
    await host.dispose();
  }
}

const NOTHING = Buffer.alloc(0);

function parseAndLink(all: readonly Output[]): Topology {
  const part = (name: string, out: Buffer) => ({ name, status: 0, out, err: NOTHING });
  const byNetns = new Map(
    all.map(({ entry, out, nsids }) => [entry.id, withPart(withPart(EMPTY, part('ip', out)), part('nsid', nsids))]),
  );
  const inventory = { entries: all.map(({ entry }) => entry), unread: [] };
  const host = { id: 'bench', label: 'bench' };
  return new Assembler().assemble({ host, root: '1', inventory, byNetns, extent: 'full' });
}

/** As one document, so that all of it is there at the end, as ours is. */
const asOne = (all: readonly Output[]): string =>
  `[${all.flatMap(({ out }) => out.toString().trimEnd().split('\n')).join(',')}]`;

export const parsing: Figure = {
  name: 'topology-parse',
  what: 'topology: parsing and linking 3 MB of `ip -json`',
  against: '`JSON.parse` of the same',
  aim: '≤ 3',
  measure: async () => {
    const all = await outputs();
    const one = asOne(all);
    const times: { ours: number[]; against: number[] } = { ours: [], against: [] };
    for (let round = 0; round < ROUNDS + 5; round++) {
      const started = performance.now();
      parseAndLink(all);
      const between = performance.now();
      JSON.parse(one);
      if (round < 5) continue; // not yet compiled
      times.ours.push(between - started);
      times.against.push(performance.now() - between);
    }
    return row({ ours: median(times.ours), against: median(times.against) });
  },
};
