import { diagram } from '../src/diagram/diagram.ts';
import { openLiveTopology } from '../src/discovery/live-topology.ts';
import { openHost } from '../src/hosts/open.ts';
import { DiagramPage } from '../test/ui/diagram-page.ts';
import { type Figure, ms } from './figure.ts';

const ROUNDS = 20;

/** From the moment a command changes the kernel to the frame that shows it: live topology, text, page. */
export const changeToPixels: Figure = {
  name: 'diagram-live',
  what: 'diagram: change in the kernel → new pixels, lab size, p95',
  against: '',
  aim: '≤ 400 ms',
  measure: async () => {
    const page = await DiagramPage.open();
    const host = await openHost('sandbox');
    const live = openLiveTopology(host);
    try {
      const make =
        'ip link add br0 type bridge && ip link set br0 up && for n in a b c; do ip netns add $n && ip link add v$n master br0 type veth peer name e$n netns $n && ip link set v$n up; done';
      await host.run(['sh', '-c', make]);
      let told = () => {};
      let showing = Promise.resolve();
      live.onChange((topology) => {
        const has = (text: string) => topology && diagram(topology).text.includes(text);
        if (topology && has(wanted)) showing = page.show(topology).then(() => told());
      });
      let wanted = 'eth0';
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        wanted = `10.1.${round}.1`;
        const shown = new Promise<void>((resolve) => {
          told = resolve;
        });
        const started = performance.now();
        await host.run(['ip', 'addr', 'add', `${wanted}/24`, 'dev', 'br0']);
        await shown;
        await showing;
        times.push(performance.now() - started);
        await host.run(['ip', 'addr', 'del', `${wanted}/24`, 'dev', 'br0']);
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const sorted = times.toSorted((a, b) => a - b);
      return { ours: ms(sorted[Math.floor(ROUNDS * 0.95) - 1] ?? Number.NaN), against: '' };
    } finally {
      await live.dispose();
      await host.dispose();
      await page.close();
    }
  },
};
