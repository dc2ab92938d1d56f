/** Writes to a stream of ours; a returned promise resolves when the stream takes more, or is gone. */
export function write(target: NodeJS.WriteStream, data: string | Buffer): void | Promise<void> {
  if (target.write(data)) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      target.off('drain', done).off('close', done);
      resolve();
    };
    target.on('drain', done).on('close', done);
  });
}
