import type { Said } from '../words.ts';
import { sayOfCheck } from './words.ts';

/** The package managers of the common distributions, and the command with which each installs. */
const MANAGERS = {
  apt: 'sudo apt install',
  dnf: 'sudo dnf install',
  pacman: 'sudo pacman -S',
  apk: 'sudo apk add',
  zypper: 'sudo zypper install',
} as const;

export type Manager = keyof typeof MANAGERS;

/** Of the ID and ID_LIKE words of os-release(5), the first that is known decides. */
const FAMILIES: ReadonlyMap<string, Manager> = new Map([
  ['debian', 'apt'],
  ['ubuntu', 'apt'],
  ['fedora', 'dnf'],
  ['rhel', 'dnf'],
  ['centos', 'dnf'],
  ['arch', 'pacman'],
  ['archlinux', 'pacman'],
  ['alpine', 'apk'],
  ['suse', 'zypper'],
  ['opensuse', 'zypper'],
]);

/** The package manager of a distribution; undefined when it is none we know. */
export function managerOf(ids: readonly string[]): Manager | undefined {
  for (const id of ids) {
    const manager = FAMILIES.get(id) ?? FAMILIES.get(id.split('-')[0] ?? '');
    if (manager !== undefined) return manager;
  }
  return undefined;
}

/** A package where all call it the same, or by manager. */
export type PackageName = string | Readonly<Record<Manager, string>>;

/** The command that installs it; in words where the manager is not known. */
export function installCommand(manager: Manager | undefined, name: PackageName): string | Said {
  if (manager === undefined) return sayOfCheck('install-package', typeof name === 'string' ? name : name.apt);
  return `${MANAGERS[manager]} ${typeof name === 'string' ? name : name[manager]}`;
}
