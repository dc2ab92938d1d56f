import { mayBeAnything } from '../shell/fields.ts';
import type { Step } from '../shell/steps.ts';
import { harmless, linkRisk, type Risk, risk } from './risk.ts';

/** sysctl(8): what it sets. */
export function ofSysctl(args: readonly string[]): Risk[] {
  const writes = args.filter((word) => !word.startsWith('-') && (word.includes('=') || mayBeAnything(word)));
  if (writes.length > 0) return writes.map((word) => harmless('sysctl', word.replace(/=[\s\S]*$/, '')));
  const loads = args.some((word) => /^(?:-[neNqwaAXbhV]*[pf]|--load(?:=.*)?$|--system$)/.test(word));
  return loads ? [harmless('sysctls-from-files')] : [];
}

/** By what a shell may reach files below /proc/sys without naming that folder. */
export interface SettingsReach {
  /** Its working directory is there. */
  readonly there: boolean;
  /** Variables that hold such a path. */
  readonly names: ReadonlySet<string>;
}

export const NO_SETTINGS: SettingsReach = { there: false, names: new Set() };

const FOLDER = /\/proc\/+sys\b/;
const HOLDS_PATH = /\b(\w+)=["']?[^\s;&|]*\/proc\/+sys\b/g;

/** What of a text writes files below /proc/sys: its commands are to be given in their order. */
export function readSettings(text: string, before: SettingsReach) {
  /** The text names that folder, so that a variable or a relative path may lead there. */
  const isNamed = FOLDER.test(text);
  const names = new Set([...before.names, ...[...text.matchAll(HOLDS_PATH)].map(([, name = '']) => name)]);
  let there = before.there;
  const mayBeThere = (file: string) => {
    if (!mayBeAnything(file)) return !/^[/~]/.test(file) && (isNamed || there);
    return isNamed || [...file.matchAll(/\$\{?(\w+)/g)].some(([, name = '']) => names.has(name));
  };
  return {
    get reach(): SettingsReach {
      return { there, names };
    },
    /** Where the shell is after a command. */
    follow({ argv: [program = '', folder = '~'] }: Step): void {
      if (!/^(?:cd|pushd)$/.test(program)) return;
      if (/^\/+proc(?:\/+sys\b|\/*$)/.test(folder)) there = true;
      else if (/^[/~]/.test(folder)) there = false;
    },
    writtenBy(step: Step): Risk[] {
      return filesOf(step).flatMap((file) => {
        if (file === '/proc/sysrq-trigger') return [risk('sysrq')];
        if (file.startsWith('/sys/')) return ofSysfs(file);
        if (file.startsWith('/proc/sys/'))
          return [harmless('sysctl', file.slice('/proc/sys/'.length).replaceAll('/', '.'))];
        return mayBeThere(file) && step.argv[0] !== 'sed' ? [harmless('maybe-sysctl', file)] : [];
      });
    },
  };
}

/** sysfs(5): the settings of a link, and what takes devices away, such as the network card by `unbind` or `remove`. */
function ofSysfs(file: string): Risk[] {
  const [, link, rest = ''] = /^\/sys\/(?:class|devices\/virtual)\/net\/([^/]+)\/(.*)$/.exec(file) ?? [];
  if (link !== undefined && !rest.startsWith('device/')) return linkRisk(link, 'link-set');
  return /^\/sys\/(?:bus|class|devices|firmware|power)\//.test(file) ? [risk('device', file)] : [];
}

/** The files that a command writes, by a redirection or as its argument. */
function filesOf({ argv: [program = '', ...args], writes = [] }: Step): string[] {
  const written = /^(?:tee|cp|mv|dd|install|sed)$/.test(program)
    ? args
        .filter((word) => !word.startsWith('-'))
        .flatMap((word) => (/^(?!of=)\w+=/.test(word) && program === 'dd' ? [] : word.replace(/^of=/, '')))
    : [];
  // The root of a process is that of the machine, too.
  return [...writes, ...written].map((file) =>
    file.replaceAll(/\/+/g, '/').replace(/^(?:\/proc\/[^/]+\/(?:task\/[^/]+\/)?root)+(?=\/)/, ''),
  );
}
