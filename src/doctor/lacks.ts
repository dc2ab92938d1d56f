import type { Host } from '../hosts/host.ts';
import { lackedOn } from '../hosts/lacked.ts';
import { askForLinkTypes } from '../hosts/link-types.ts';
import { askForPrograms, packageOf } from '../hosts/packages.ts';
import type { Text } from '../words.ts';
import { managerOf } from './package-managers.ts';
import { sayOfCheck } from './words.ts';

/** A program that a lab uses, the Debian package that has it, if one does, and whether the host has it. */
export interface ProgramCheck {
  readonly program: string;
  readonly from: string | undefined;
  readonly isThere: boolean;
}

/** What a host has and lacks of what labs use. */
export interface Lacks {
  readonly programs: readonly ProgramCheck[];
  /** The one command that installs all that are missing, or a step in words; undefined where nothing is missing. */
  readonly install: Text | undefined;
  /** Those that its kernel does not have. */
  readonly linkTypes: readonly string[];
}

/** What labs use. */
export interface Uses {
  readonly programs: readonly string[];
  readonly linkTypes: readonly string[];
}

/** Somebody waits for just this. */
const WITHIN_MS = 10_000;

/** Looks for it on a host: the machine itself, not a sandbox. Throws HostError only when the host cannot run `sh`. */
export async function lacksOf(host: Host, { programs, linkTypes }: Uses): Promise<Lacks> {
  const missing = (await lackedOn(host, askForPrograms, programs, WITHIN_MS)) ?? [];
  const release = await host.run(['cat', '/etc/os-release']).catch(() => undefined);
  return {
    ...lacks(programs, new Set(missing), distributionOf(release?.stdout.toString() ?? '')),
    linkTypes: (await lackedOn(host, askForLinkTypes, linkTypes, WITHIN_MS)) ?? [],
  };
}

/** The words of ID and ID_LIKE in os-release(5). */
const distributionOf = (release: string): string[] =>
  [...release.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replaceAll(/["']/g, '').split(' '),
  );

/** What follows from what was found. Pure. */
export function lacks(
  programs: readonly string[],
  missing: ReadonlySet<string>,
  distribution: readonly string[],
): Omit<Lacks, 'linkTypes'> {
  const checks = programs
    .map((program) => ({ program, from: packageOf(program), isThere: !missing.has(program) }))
    .toSorted((a, b) => Number(a.isThere) - Number(b.isThere) || (a.program < b.program ? -1 : 1));
  const lacking = checks.filter(({ isThere }) => !isThere);
  const packages = new Set(lacking.flatMap(({ from }) => from ?? []));
  if (packages.size === 0) return { programs: checks, install: undefined };
  const command = `sudo apt install ${[...packages].join(' ')}`;
  // Others call their packages by other names.
  const isDebian = managerOf(distribution) === 'apt';
  const names = lacking.flatMap(({ program, from }) => (from === undefined ? [] : [program]));
  return { programs: checks, install: isDebian ? command : sayOfCheck('install-programs', names, command) };
}
