import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** A point in time on which a later process of ours may look back. Plain data. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly wall: number;
  /** Milliseconds since this machine was started, and which start that was; if the machine says so. */
  readonly machine?: { readonly boot: string; readonly uptime: number };
}

export function present(): Moment {
  const wall = Date.now();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { wall, machine: { boot, uptime: Math.round(uptime() * 1000) } };
  } catch {
    return { wall };
  }
}

/** Milliseconds from one to the other: by the machine's own time, which nobody sets, unless it was rebooted meanwhile. */
export function between(then: Moment, now: Moment): number {
  const sameStart = then.machine !== undefined && then.machine.boot === now.machine?.boot;
  const passed = sameStart && now.machine ? now.machine.uptime - then.machine.uptime : now.wall - then.wall;
  return Math.max(0, passed);
}
