// What was predicted and what happened, as a person reads it.
import type { Trace } from '../../../src/explain/trace.ts';
import { type Judged, verdictOf } from './judge.ts';
import type { Op } from './plan.ts';

export function report(one: Judged): string {
  const { network, flow, predicted, answered } = one;
  return [
    `network ${network.seed}: ${flow.from} ${flow.to} ${flow.protocol ?? 'icmp'} ${flow.port ?? ''}${flow.source === undefined ? '' : ` from ${flow.source}`}`,
    `predicted ${verdictOf(one)}, ${answered ? 'answered' : 'not answered'}`,
    ...network.ops.map(commandOf),
    ...(predicted instanceof Error ? [predicted.stack ?? predicted.message] : stepsOf(predicted)),
  ].join('\n');
}

function commandOf({ netns, tool, text }: Op): string {
  if (tool === 'netns' || tool === 'link') return `  ip ${text}`;
  if (tool === 'listen') return `  [${netns}] listens: ${text}`;
  return `  [${netns}] ${tool === 'late' ? 'ip' : tool} ${text}`;
}

function stepsOf({ there, back, stop, doubts }: Trace): string[] {
  const of = (hops: Trace['there']) =>
    hops.flatMap(({ netns, steps }) =>
      steps.map(
        ({ code, packet, detail, thing }) =>
          `    ${netns} ${code} ${packet.src}>${packet.dst} ${thing.kind} ${detail ?? ''}`,
      ),
    );
  return [
    ...of(there),
    '    -- back',
    ...of(back),
    ...(stop ? [`    stop: ${stop.reason} ${stop.args.join(' | ')} ${stop.thing.kind}`] : []),
    ...doubts.map(({ what, thing }) => `    doubt: ${what} ${JSON.stringify(thing).slice(0, 400)}`),
  ];
}
