// Where a packet of the flow was seen, and of which part of the conversation it is.
import type { Flow } from '../explain/flow.ts';
import type { LinkId, NetnsId } from '../topology/model.ts';
import type { Headers, Payload } from './headers.ts';
import type { Report } from './reports.ts';

/** Whether it is of what was asked, of the answer, an error about it, or an exchange about a next hop. */
export type Part = 'question' | 'answer' | 'error' | 'neighbour';

export interface Sighting {
  /** Microseconds after the first one. */
  readonly at: number;
  readonly netns: NetnsId;
  readonly link: LinkId;
  readonly ifname: string;
  readonly direction: 'out' | 'in';
  /** It came in, with a MAC address that is not that link's: for a bridge to pass on, or flooded. */
  readonly passing: boolean;
  readonly part: Part;
  readonly headers: Headers;
}

export type Sent = Extract<Report, { kind: 'sent' }>;

/** What tells the parts of a conversation apart. Datagrams have to be shown in the order of time: their port may have been translated. */
export function partsOf({ protocol }: Flow, sent: Sent | undefined): (headers: Headers) => Part {
  const clients = new Set(sent ? [sent.port] : []);
  const token = Buffer.from(protocol === 'tcp' ? '' : (sent?.token ?? ''), 'hex');
  const ofPayload = (payload: Payload): Part => {
    switch (payload.kind) {
      case 'icmp':
        if (payload.target !== undefined) return 'neighbour';
        if (payload.type === ECHO.question[payload.six ? 'six' : 'four']) return 'question';
        return payload.type === ECHO.answer[payload.six ? 'six' : 'four'] ? 'answer' : 'error';
      case 'tcp':
        return tcpPart(payload, Number(sent?.token ?? 0));
      case 'udp': {
        if (payload.inner) return ofHeaders(payload.inner);
        if (clients.has(payload.dport)) return 'answer';
        if (token.length > 0 && payload.data.subarray(0, token.length).equals(token)) clients.add(payload.sport);
        return 'question';
      }
      case 'other':
        return 'question';
    }
  };
  const ofHeaders = ({ body }: Headers): Part => (body?.kind === 'ip' ? ofPayload(body.payload) : 'neighbour');
  return ofHeaders;
}

const ECHO = { question: { four: 8, six: 128 }, answer: { four: 0, six: 129 } } as const;

/** By the numbers of the sequence: ours are those that we chose. */
function tcpPart({ seq, ack, flags }: Extract<Payload, { kind: 'tcp' }>, first: number): Part {
  const isOurs = seq >= first && seq <= first + 2;
  const isTheirs = flags.includes('ack') && ack > first && ack <= first + 2;
  return isTheirs && !isOurs ? 'answer' : 'question';
}
