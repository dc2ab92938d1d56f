// An explanation for programs: docs/explain.schema.json describes it.
import { inNetns } from '../topology/argv.ts';
import { linkById, netnsById } from '../topology/find.ts';
import type { Topology } from '../topology/model.ts';
import { inWords } from '../words.ts';
import { flowOf, type NoAddress, nameOf, netnsCalled, typedName } from './arguments.ts';
import { trace } from './explain.ts';
import { type Matrix, matrixChanges } from './matrix.ts';
import { duplicatesOf } from './notes.ts';
import type { Explanation } from './obstacles.ts';
import { seenBy, thingText } from './report.ts';
import { type Hop, linkThing, type Thing } from './trace.ts';
import { whereOf } from './where.ts';

/** Plain data, in the words of the programs that show the objects; `id`s are those of the topology. */
export function explanationJson(topology: Topology, { trace, obstacles, withFixes }: Explanation): object {
  const { flow, verdict, doubts, there, back } = trace;
  const object = (thing: Thing) => objectOf(topology, thing);
  const hops = (all: readonly Hop[]) =>
    all.map(({ netns, steps }) => ({
      netns: inWords(whereOf(topology, netns)),
      id: netns,
      steps: steps.map(({ code, thing, packet, detail }) => ({
        step: code,
        object: object(thing),
        packet,
        ...(detail === undefined ? {} : { detail }),
      })),
    }));
  return {
    format: 1,
    flow: { ...flow, from: nameOf(topology, flow) },
    verdict,
    obstacles: obstacles.map((obstacle) => ({
      reason: obstacle.reason,
      netns: inWords(whereOf(topology, obstacle.thing.netns)),
      object: object(obstacle.thing),
      way: obstacle.way,
      packet: obstacle.packet,
      see: seenBy(topology, obstacle),
      fix: obstacle.fix,
    })),
    withFixes,
    unknown: doubts.map(({ what, thing }) => ({ what, object: object(thing) })),
    notes: duplicatesOf(topology, trace).map(({ address, places }) => ({
      what: 'duplicate',
      address,
      objects: places.map((place) => object(linkThing(place))),
    })),
    there: hops(there),
    back: hops(back),
  };
}

/** The same of what has no address to be sent to: no packet has begun its way. */
export function noAddressJson({ topology, question, thing, fix }: NoAddress): object {
  const { from, to, protocol, port, source } = question;
  const asker = netnsCalled(topology, from);
  const netns = netnsById(topology, thing.netns);
  const object = objectOf(topology, thing);
  const shown = object.link === undefined ? [] : ['show', 'dev', object.link];
  const edited = fix?.edit(topology);
  return {
    format: 1,
    flow: {
      from: typedName(topology, asker),
      ...(source === undefined ? {} : { source }),
      to,
      protocol,
      ...(port === undefined ? {} : { port }),
    },
    verdict: 'lost',
    obstacles: [
      {
        reason: 'no-address',
        netns: inWords(whereOf(topology, thing.netns)),
        object,
        way: 'there',
        see: netns ? inNetns(netns, 'ip', 'addr', ...shown) : [],
        fix: fix?.argv ?? [],
      },
    ],
    withFixes: edited ? trace(edited, flowOf(edited, question)).verdict : 'lost',
    unknown: [],
    notes: [],
    there: [],
    back: [],
  };
}

/** Who reaches whom, for programs: docs/matrix.schema.json. `before`: the same question, answered before. */
export const matrixJson = (matrix: Matrix, before: Matrix | undefined): object => ({
  format: 1,
  ...matrix,
  ...(before && { changes: matrixChanges(before, matrix) }),
});

interface ObjectJson {
  readonly kind: Thing['kind'];
  readonly text: string;
  readonly link?: string;
  readonly linkId?: string;
}

function objectOf(topology: Topology, thing: Thing): ObjectJson {
  const link = 'link' in thing && thing.link !== undefined ? linkById(topology, thing.link) : undefined;
  return {
    kind: thing.kind,
    text: inWords(thingText(topology, thing)),
    ...(link && { link: link.link.ifname, linkId: link.link.id }),
  };
}
