import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from '../../kernel/listeners.ts';
import type { BackgroundRun } from '../../kernel/run-types.ts';

/** When to look whether a server listens: milliseconds after the look before. */
const LOOKS_MS = [200, 300, 500, 1000, 2000, 4000, 8000, 16_000];

/** Tells where a background cell listens, as often as that changes. */
export async function watchListeners(
  background: BackgroundRun,
  tell: (listeners: readonly Listener[]) => void,
): Promise<void> {
  const over = new AbortController();
  void background.ended.then(() => over.abort());
  let told = '';
  for (const ms of LOOKS_MS) {
    await sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
    if (over.signal.aborted) return;
    const listeners = (await background.listeners()).filter(({ udp }) => !udp);
    const ports = listeners.map(({ port }) => port).join();
    if (over.signal.aborted) return;
    if (ports !== told) tell(listeners);
    told = ports;
  }
}
