import { makeGuard } from '../../../src/guard/guard.ts';
import { riskText } from '../../../src/guard/words.ts';
import type { Completed, Host } from '../../../src/hosts/host.ts';
import { parseInfo } from '../../../src/notebook/attributes.ts';

/** 10.9.9.2, which is connected through eth0 and the gateway 10.9.9.1; its client is 192.0.2.9. */
const FACTS = `default via 10.9.9.1 dev eth0 proto dhcp src 10.9.9.2 metric 100 \n\
192.0.2.9 via 10.9.9.1 dev eth0 src 10.9.9.2 uid 0 \\    cache \n\
links
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500
3: br0: <BROADCAST,UP,LOWER_UP> mtu 1500
networks
default via 10.9.9.1 dev eth0 proto dhcp src 10.9.9.2 metric 100 \n\
10.9.9.0/24 dev eth0 proto kernel scope link src 10.9.9.2 metric 100 \n\
10.4.0.0/24 dev br0 proto kernel scope link src 10.4.0.1 \n
2001:db8::/64 dev eth0 proto kernel metric 256 pref medium
addresses
2: eth0    inet 10.9.9.2/24 brd 10.9.9.255 scope global eth0
2: eth0    inet 198.51.100.7/32 scope global eth0
2: eth0    inet6 2001:db8::5/64 scope global
2: eth0    inet6 fe80::1/64 scope link
3: br0    inet 10.4.0.1/24 scope global br0`;

/** What is asked on such a machine before a text runs there: what can cut its connection. */
export async function askedAbout(text: string): Promise<string[]> {
  const host: Host = {
    id: 'local',
    label: 'lab',
    sandboxed: false,
    spawn: () => {
      throw new Error('nothing is started');
    },
    run: async (): Promise<Completed> => ({
      exitCode: 0,
      signal: null,
      stdout: Buffer.from(FACTS),
      stderr: Buffer.alloc(0),
      cut: false,
    }),
    dispose: async () => {},
  };
  const asked: string[] = [];
  const { mayRun } = makeGuard({
    hostOf: () => undefined,
    isOfFile: () => false,
    mayChange: async () => true,
    mayRisk: async (_host, risks) => {
      asked.push(...risks.filter(({ cuts }) => cuts).map((risk) => riskText(risk)));
      return true;
    },
  });
  await mayRun({ code: text, ...parseInfo('sh') }, host);
  return asked;
}
