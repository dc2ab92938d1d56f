import { deferred } from '../kernel/deferred.ts';

/** The streams that take no more for now; each has one promise, however many wait for it. */
const waiting = new Map<NodeJS.WriteStream, { readonly drained: Promise<void>; readonly done: () => void }>();
/** The program ends: no reader is waited for any more. */
let hurried = false;
/** Bytes that may then wait for a reader that does read. */
const LEFT_BYTES = 8 * 1024 * 1024;

/** Writes to a stream of ours; a returned promise resolves when the stream takes more, or is gone. */
export function write(target: NodeJS.WriteStream, data: string | Buffer): void | Promise<void> {
  if (hurried && target.writableLength > LEFT_BYTES) return undefined;
  if (target.write(data) || hurried) return undefined;
  return (waiting.get(target) ?? untilDrained(target)).drained;
}

/** From now on nothing waits for a reader, and what is much more than is read is dropped. */
export function stopWaiting(): void {
  hurried = true;
  for (const { done } of waiting.values()) done();
}

function untilDrained(target: NodeJS.WriteStream) {
  const { promise: drained, resolve } = deferred<void>();
  const done = () => {
    target.off('drain', done).off('close', done);
    waiting.delete(target);
    resolve();
  };
  target.on('drain', done).on('close', done);
  const wait = { drained, done };
  waiting.set(target, wait);
  return wait;
}
