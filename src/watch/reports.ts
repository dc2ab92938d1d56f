// What the program on the host says, line by line: see watch.pl.
import type { NetnsId } from '../topology/model.ts';
import { type Headers, headersOf } from './headers.ts';
import { type TraceMessage, traceMessage } from './nft-trace.ts';

export type Report =
  | { readonly kind: 'missing'; readonly what: string; readonly netns: NetnsId | undefined; readonly why: string }
  | { readonly kind: 'machine'; readonly littleEndian: boolean }
  | { readonly kind: 'sent'; readonly source: string; readonly port: number; readonly token: string }
  | {
      readonly kind: 'frame';
      readonly netns: NetnsId;
      /** Nanoseconds of the host's clock. */
      readonly time: bigint;
      readonly ifindex: number;
      /** sll_pkttype: packet(7). */
      readonly type: number;
      readonly headers: Headers;
    }
  | { readonly kind: 'trace'; readonly netns: NetnsId; readonly time: bigint; readonly message: TraceMessage }
  | {
      readonly kind: 'drop';
      readonly netns: NetnsId;
      readonly time: bigint;
      readonly reason: string;
      readonly where: string;
    }
  | { readonly kind: 'counter'; readonly netns: NetnsId; readonly name: string; readonly moved: number }
  | { readonly kind: 'result'; readonly result: string; readonly why: string }
  | { readonly kind: 'done' };

/** undefined: a line that says nothing. */
export function readReport(line: string, littleEndian: boolean): Report | undefined {
  const [kind, ...words] = line.split(' ').map(decoded);
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = words;
  switch (kind) {
    case 'missing':
      return { kind, what: a, netns: b === '' ? undefined : b, why: c };
    case 'machine':
      return { kind, littleEndian: a === 'little' };
    case 'sent':
      return { kind, source: a, port: Number(b), token: c };
    case 'frame': {
      const headers = headersOf(Buffer.from(f, 'hex'), e === '' ? undefined : Number(e));
      return headers && { kind, netns: a, time: nanoseconds(b), ifindex: Number(c), type: Number(d), headers };
    }
    case 'trace': {
      const message = traceMessage(Buffer.from(c, 'hex'), littleEndian);
      return message && { kind, netns: a, time: nanoseconds(b), message };
    }
    case 'drop':
      return { kind, netns: a, time: nanoseconds(b), reason: c, where: d };
    case 'counter':
      return { kind, netns: a, name: b, moved: Number(c) };
    case 'result':
      return { kind, result: a, why: b };
    case 'done':
      return { kind };
    default:
      return undefined;
  }
}

const nanoseconds = (text: string): bigint => (/^\d+$/.test(text) ? BigInt(text) : 0n);

const decoded = (word: string): string =>
  word === '-' ? '' : word.replace(/%([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
