// What became of a flow, in one sentence: where an error came back, which one, and from whom.
import { nameOf } from '../explain/arguments.ts';
import { ownerOf } from '../explain/where.ts';
import type { Topology } from '../topology/model.ts';
import type { Argument, Said } from '../words.ts';
import type { IpPacket, Payload } from './headers.ts';
import type { Observation } from './observation.ts';
import { sayError, sayOutcome } from './words.ts';

export function outcomeSaid(topology: Topology, observation: Observation): Said {
  const { outcome, flow } = observation;
  const to = [flow.to, ...(flow.port === undefined ? [] : [`${flow.protocol} ${flow.port}`])].join(' ');
  const ends = [nameOf(topology, flow), to] as const;
  switch (outcome.kind) {
    case 'answered':
    case 'silent':
      return sayOutcome(outcome.kind, ...ends);
    case 'cannot':
      return sayOutcome('cannot', ...ends, outcome.why);
    case 'error': {
      const cause = causeOf(observation);
      if (!cause) return sayOutcome('error', ...ends, outcome.why);
      return sayOutcome('reported', ...ends, whoHas(topology, cause.src, flow.from), cause.said);
    }
  }
}

interface Cause {
  readonly src: string;
  readonly said: Said;
}

/** What came to the sender and ended it; undefined: its own kernel has refused, or it was not seen. */
function causeOf({ flow, sightings }: Observation): Cause | undefined {
  for (const { netns, direction, passing, headers } of sightings) {
    const { body } = headers;
    if (netns !== flow.from || direction !== 'in' || passing || body?.kind !== 'ip') continue;
    const said = errorSaid(body);
    if (said) return { src: body.src, said };
  }
  return undefined;
}

function errorSaid({ payload }: IpPacket): Said | undefined {
  if (payload.kind === 'tcp') return payload.flags.includes('rst') ? sayError('refused') : undefined;
  if (payload.kind !== 'icmp' || !payload.quoted) return undefined;
  const { type, code, six } = payload;
  // A redirect says where to send the next one, and ends nothing.
  if (!six && type === REDIRECT) return undefined;
  const meaning = meaningOf(payload);
  return meaning === undefined
    ? sayError(six ? 'other-6' : 'other-4', type, code)
    : sayError(six ? 'icmp-6' : 'icmp-4', sayError(meaning), type, code);
}

const REDIRECT = 5;

type Meaning = 'network' | 'address' | 'protocol' | 'port' | 'prohibited' | 'too-big' | 'hop-limit';

/** RFC 792, 1122 (3.2.2.1) and 1812 (5.2.7.1). */
const UNREACHABLE_4: readonly (Meaning | undefined)[] = [
  'network',
  'address',
  'protocol',
  'port',
  'too-big',
  undefined,
  'network',
  'address',
  undefined,
  'prohibited',
  'prohibited',
  'network',
  'address',
  'prohibited',
];
/** RFC 4443, 3.1. */
const UNREACHABLE_6: readonly (Meaning | undefined)[] = [
  'network',
  'prohibited',
  undefined,
  'address',
  'port',
  'prohibited',
  'prohibited',
];

function meaningOf({ six, type, code }: Extract<Payload, { kind: 'icmp' }>): Meaning | undefined {
  if (six) {
    if (type === 1) return UNREACHABLE_6[code];
    if (type === 2) return 'too-big';
    return type === 3 && code === 0 ? 'hop-limit' : undefined;
  }
  if (type === 3) return UNREACHABLE_4[code];
  return type === 11 && code === 0 ? 'hop-limit' : undefined;
}

/** '10.0.0.254 (the host)'. */
function whoHas(topology: Topology, address: string, asker: string): Argument {
  const owner = ownerOf(topology, address, asker);
  return owner === undefined ? address : sayError('who', address, owner);
}
