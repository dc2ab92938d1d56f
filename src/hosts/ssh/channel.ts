import { constants } from 'node:os';
import { Readable, Writable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { Said } from '../../words.ts';
import type { ExitStatus } from '../host.ts';
import type { TransportProcess } from '../remote/remote-host.ts';

/**
 * The process at the other end of a channel. Its streams are apart from the channel: one that is destroyed here must not
 * close the channel, which still has to report how the process ended. `over`: when the connection is lost, and why.
 */
export function channelProcess(channel: ClientChannel, over: Promise<Said>): TransportProcess {
  let settle: (status: ExitStatus) => void = () => {};
  const exited = new Promise<ExitStatus>((resolve) => {
    settle = resolve;
  });
  // RFC 4254, 6.10: it comes when the process has ended; its streams may still be open.
  channel.once('exit', (code: number | null, signal?: string) => {
    settle({ code, signal: signal === undefined ? null : toSignal(signal) });
  });
  void over.then((lost) => settle({ code: null, signal: null, lost }));
  channel.once('close', () => settle({ code: null, signal: null }));
  channel.on('error', () => {});

  const stdin = writerOf(channel);
  const { stdout, stderr } = readersOf(channel);
  // Nobody reads any more: a process on the host that still writes gets a SIGPIPE, as with a pipe.
  const closeIfUnread = () => void (stdout.destroyed && stderr.destroyed && exited.then(() => channel.close()));
  stdout.once('close', closeIfUnread);
  stderr.once('close', closeIfUnread);
  const abandon = () => {
    channel.close();
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    settle({ code: null, signal: null });
  };
  return { stdin, stdout, stderr, exited, abandon };
}

/**
 * Both streams share one window (RFC 4254, 5.2), which ssh2 opens again when either is read: so one that is full holds the
 * other back as well, or ssh2 would continue to fill it.
 */
function readersOf(channel: ClientChannel): { stdout: Readable; stderr: Readable } {
  const sources: readonly Readable[] = [channel, channel.stderr];
  const full = new Set<Readable>();
  const flow = () => {
    for (const source of sources) full.size === 0 ? source.resume() : source.pause();
  };
  const readerOf = (source: Readable): Readable => {
    const goOn = () => {
      full.delete(source);
      flow();
    };
    const reader = new Readable({
      read: goOn,
      destroy: (error, done) => {
        // What still comes is thrown away, so that the end of the channel is seen.
        goOn();
        done(error);
      },
    });
    source.on('data', (chunk: Buffer) => {
      if (reader.destroyed || reader.push(chunk)) return;
      full.add(source);
      flow();
    });
    source.once('end', () => {
      goOn();
      reader.push(null);
    });
    source.on('error', () => {});
    source.pause();
    return reader;
  };
  return { stdout: readerOf(channel), stderr: readerOf(channel.stderr) };
}

function writerOf(channel: ClientChannel): Writable {
  // A reader that has gone must not bring down the writer: it learns that from the end of the process.
  const writer = new Writable({
    write: (chunk: Buffer, _encoding, done) => void channel.write(chunk, () => done()),
    final: (done) => {
      channel.end();
      done();
    },
  });
  channel.once('close', () => writer.destroy());
  return writer;
}

/** SSH names signals as Node does, if the server keeps to it. One without a name that we know counts as a kill. */
function toSignal(name: string): NodeJS.Signals {
  const known = Object.keys(constants.signals).find((signal) => signal === name);
  return (known ?? 'SIGKILL') as NodeJS.Signals; // safe: a key of that table
}
