/** What has been begun, or undefined when the signal comes first. What was begun is the caller's to end. */
export async function unlessAborted<T>(begun: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let onAbort = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) resolve(undefined);
  });
  try {
    return await Promise.race([aborted, begun]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    begun.catch(() => undefined);
  }
}

/** Does something once the signal comes; returns what takes that back. */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  if (signal.aborted) act();
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}

/** For where nothing is ever given up. */
export const NEVER: AbortSignal = new AbortController().signal;
