// The finished lab with what the kernel adds by itself: packets can be followed through it.
import type { Netns, Route, Topology } from '../../../src/topology/model.ts';
import { link, route } from './build.ts';
import { LAB_STEPS, labAt } from './lab-steps.ts';

export interface Lacks {
  readonly forwarding?: true;
  readonly nat?: true;
}

export function routedLab(lacks: Lacks = {}): Topology {
  const lab = labAt(LAB_STEPS['9 out into the world'] ?? {});
  return { ...lab, netns: lab.netns.map((netns) => (netns.root ? host(netns, lacks) : withOwnRoutes(netns))) };
}

function host(netns: Netns, lacks: Lacks): Netns {
  const card = link('1', 2, 'eth0', 'ether', { addresses: ['10.0.0.2/24'] });
  return withOwnRoutes({
    ...netns,
    links: netns.links.map((one) => (one.ifname === 'eth0' ? card : one)),
    sysctls: { 'net.ipv4.ip_forward': lacks.forwarding ? '0' : '1' },
    firewall: lacks.nat ? {} : netns.firewall,
  });
}

function withOwnRoutes(netns: Netns): Netns {
  const own = netns.links.flatMap(({ ifname, addr_info }) =>
    addr_info.flatMap(({ local = '' }): Route[] => [
      route({ type: 'local', dst: local, dev: ifname, table: 'local', protocol: 'kernel', prefsrc: local }),
      route({ dst: local.replace(/\.\d+$/, '.0/24'), dev: ifname, protocol: 'kernel', scope: 'link', prefsrc: local }),
    ]),
  );
  return { ...netns, routes: [...own, ...netns.routes] };
}
