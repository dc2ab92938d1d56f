import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { diagram } from '../src/diagram/diagram.ts';
import type { Topology } from '../src/topology/model.ts';
import { BUNDLE, DiagramPage } from '../test/ui/diagram-page.ts';
import { link, netns, star, topology } from '../test/unit/diagram/build.ts';
import { type Figure, inTurn, median, ms, row, time } from './figure.ts';

async function withPage<T>(use: (page: DiagramPage) => Promise<T>): Promise<T> {
  const page = await DiagramPage.open();
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

/** The same network with one link named otherwise, which needs a new layout each time. */
function renamed(made: Topology, round: number): Topology {
  const [root, ...others] = made.netns;
  if (!root) return made;
  return {
    ...made,
    netns: [{ ...root, links: [...root.links, link(root.id, 9999, `eth${round}`, 'ether')] }, ...others],
  };
}

const down = (made: Topology, isDown: boolean): Topology => {
  const [root, first, ...others] = made.netns;
  if (!root || !first) return made;
  const links = first.links.map((one) => (isDown ? { ...one, flags: ['BROADCAST'], operstate: 'DOWN' } : one));
  return { ...made, netns: [root, { ...first, links }, ...others] };
};

export const folded: Figure = {
  name: 'diagram-1000',
  what: 'diagram: a change drawn, at 1,000 namespaces, folded',
  against: 'at 10',
  aim: '≤ 2',
  measure: () =>
    withPage(async (page) => {
      const [many, few] = [star(1000), star(10)];
      let round = 0;
      const draw = (made: Topology, fold: 'auto' | 'none') => () => page.show(renamed(made, ++round), { fold });
      return row(await inTurn(15, 3, draw(many, 'auto'), draw(few, 'none')));
    }),
};

const text = (name: string, fold: 'auto' | 'none'): Figure => ({
  name,
  what: `diagram: text for 1,000 namespaces, ${fold === 'auto' ? 'folded' : 'whole'}`,
  against: 'JSON.stringify of the topology',
  aim: '≤ 3',
  measure: async () => {
    const made = star(1000);
    return row(
      await inTurn(
        30,
        5,
        async () => diagram(made, { fold }),
        async () => JSON.stringify(made),
      ),
    );
  },
});

export const foldedText = text('diagram-text', 'auto');
export const wholeText = text('diagram-text-whole', 'none');

export const stateOnly: Figure = {
  name: 'diagram-state',
  what: 'diagram: a link goes down, 20 namespaces',
  against: 'a full render of the same picture',
  aim: '≤ 0.1',
  measure: () =>
    withPage(async (page) => {
      const made = star(20);
      let round = 0;
      const ours = async () => {
        // Nothing else but the page's own work: what is measured is from the message to the frame.
        await page.show(down(made, ++round % 2 === 0), { fold: 'none' });
      };
      const whole = () => page.show(renamed(made, ++round), { fold: 'none' });
      const times = { ours: [] as number[], against: [] as number[] };
      for (let turn = 0; turn < 12; turn++) {
        times.against.push(await time(whole));
        await page.show(made, { fold: 'none' });
        for (let again = 0; again < 4; again++) times.ours.push(await time(ours));
      }
      return row({ ours: median(times.ours), against: median(times.against) });
    }),
};

export const longestTask: Figure = {
  name: 'diagram-task',
  what: 'diagram: longest task on the page while 300 changes arrive in 10 s',
  against: '',
  aim: '≤ 200 ms',
  measure: () =>
    withPage(async (page) => {
      for (let count = 1; count <= 4; count++) await page.show(lab(count));
      await page.page.evaluate(`(() => {
        globalThis.longest = 0;
        new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration); }).observe({ type: 'longtask' });
      })()`);
      const messages = Array.from({ length: 300 }, (_, index) => page.message(lab(1 + (index % 4))));
      await Promise.all(
        messages.map(async (message, index) => {
          await new Promise((resolve) => setTimeout(resolve, index * 33));
          await page.send(message);
        }),
      );
      await page.drawn(messages.at(-1)?.serial ?? 0);
      return { ours: ms(await page.page.evaluate<number>('globalThis.longest')), against: '' };
    }),
};

/** About what the lab is: a bridge and a few namespaces. */
const lab = (count: number): Topology => topology(...star(count).netns, netns('9', 'alone', []));

export const weight: Figure = {
  name: 'diagram-weight',
  what: "diagram: the page's script, gzipped",
  against: 'mermaid.min.js, gzipped',
  aim: '≤ 0.5',
  measure: async () => {
    const whole = createRequire(import.meta.url)
      .resolve('mermaid')
      .replace(/[^/]+$/, 'mermaid.min.js');
    const [ours, against] = [BUNDLE, whole].map((file) => gzipSync(readFileSync(file)).length) as [number, number]; // Two in, two out.
    const size = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
    return { ours: size(ours), against: size(against), ratio: ours / against };
  },
};
