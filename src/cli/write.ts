/** Those that take no more for now; each has one promise, however many wait. */
const waiting = new WeakMap<NodeJS.WriteStream, Promise<void>>();

/** Writes to a stream of ours; a returned promise resolves when the stream takes more, or is gone. */
export function write(target: NodeJS.WriteStream, data: string | Buffer): void | Promise<void> {
  if (target.write(data)) return undefined;
  const drained = waiting.get(target) ?? untilDrained(target);
  waiting.set(target, drained);
  return drained;
}

function untilDrained(target: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      target.off('drain', done).off('close', done);
      waiting.delete(target);
      resolve();
    };
    target.on('drain', done).on('close', done);
  });
}
