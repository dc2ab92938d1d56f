import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Assembler } from '../../../src/discovery/assemble.ts';
import type { Entry } from '../../../src/discovery/inventory.ts';
import { EMPTY, type Part, type Reading, withPart } from '../../../src/discovery/reading.ts';
import type { NetnsId, Topology } from '../../../src/topology/model.ts';

/** Outputs of real programs, beside the checkout where they are at hand. */
export const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));
export const IPJSON = join(CORPUS, 'ipjson');
export const FIXTURES = join(CORPUS, 'fixtures');

/** Network states that real tutorials left: one directory for each netns. */
export function fixtures(): string[] {
  if (!existsSync(FIXTURES)) return [];
  return readdirSync(FIXTURES).flatMap((name) => {
    const moments = readdirSync(join(FIXTURES, name)).filter((entry) => entry.startsWith('@'));
    return [name, ...moments.map((moment) => `${name}/${moment}`)];
  });
}

export function part(name: string, out: string | Buffer, status = 0, err = ''): Part {
  return { name, status, out: Buffer.from(out), err: Buffer.from(err) };
}

/** What a fixture holds of a netns, by the part of a reading that it is. */
export const FILES = {
  addr: 'addr.json',
  route: 'route.json',
  neigh: 'neigh.json',
  rule: 'rule.json',
  rule6: 'rule6.json',
  fdb: 'bridge-fdb.json',
  nft: 'nft.json',
  iptables: 'iptables-save.txt',
} as const;

export interface Fixture {
  readonly topology: Topology;
  /** By the name of its directory: what its files say, parsed without us. */
  readonly raw: ReadonlyMap<string, (file: string) => readonly Record<string, unknown>[]>;
}

/** A fixture as if it had been read from a host. The ids of its namespaces are made up: 100, 101, … */
export function readFixture(name: string): Fixture {
  const directory = join(FIXTURES, name);
  const spaces = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('@'))
    .map((entry) => entry.name)
    .sort((a, b) => Number(b === '_root') - Number(a === '_root'));
  const idOf = (space: string): NetnsId => String(100 + spaces.indexOf(space));
  const entries = spaces.map((space): Entry => {
    const root = space === '_root';
    return {
      id: idOf(space),
      label: root ? 'root netns' : space,
      names: root ? [] : [space],
      file: `/run/netns/${space}`,
    };
  });
  const byNetns = new Map(spaces.map((space) => [idOf(space), readSpace(join(directory, space), idOf)]));
  const topology = new Assembler().assemble({
    host: { id: 'fixture', label: name },
    root: idOf('_root'),
    inventory: { entries, unread: [] },
    byNetns,
    extent: 'full',
  });
  const raw = new Map(
    spaces.map((space) => [
      idOf(space),
      (file: string) => JSON.parse(readFileSync(join(directory, space, file), 'utf8')),
    ]),
  );
  return { topology, raw };
}

function readSpace(directory: string, idOf: (space: string) => NetnsId): Reading {
  const bytes = (file: string) => (existsSync(join(directory, file)) ? readFileSync(join(directory, file)) : undefined);
  let reading = EMPTY;
  for (const [name, file] of Object.entries(FILES)) {
    const out = bytes(file);
    if (out) reading = withPart(reading, part(name, out));
  }
  const ids: { nsid: number; name?: string }[] = JSON.parse(bytes('netns-list-id.json')?.toString() || '[]');
  const nsids = ids.flatMap(({ nsid, name }) => (name === undefined ? [] : [`${nsid} ${idOf(name)}\n`]));
  return withPart(reading, part('nsid', nsids.join('')));
}
