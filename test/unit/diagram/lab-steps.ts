// What the kernel holds after each chapter of labs/container-networking.netlab.
import type { Topology } from '../../../src/topology/model.ts';
import { link, netns, route, topology } from './build.ts';

interface Progress {
  readonly namespaces?: boolean;
  readonly bridge?: 'down' | 'up';
  readonly cables?: 'loose' | 'moved' | 'plugged';
  readonly addresses?: boolean;
  readonly masquerade?: boolean;
  readonly way?: boolean;
}

export const LAB_STEPS: Readonly<Record<string, Progress>> = {
  '1 a clean start': {},
  '2 two empty rooms': { namespaces: true },
  '4 a switch': { namespaces: true, bridge: 'up' },
  '5 two cables': { namespaces: true, bridge: 'up', cables: 'loose' },
  '5 moved into the namespaces': { namespaces: true, bridge: 'up', cables: 'moved' },
  '5 plugged in': { namespaces: true, bridge: 'up', cables: 'plugged' },
  '6 addresses': { namespaces: true, bridge: 'up', cables: 'plugged', addresses: true },
  '8 masquerade': { namespaces: true, bridge: 'up', cables: 'plugged', addresses: true, masquerade: true },
  '9 out into the world': {
    namespaces: true,
    bridge: 'up',
    cables: 'plugged',
    addresses: true,
    masquerade: true,
    way: true,
  },
};

const NAMES = ['sleep', 'webapp'] as const;
const MASQUERADE = '*nat\n-A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE\nCOMMIT\n';

export function labAt({ namespaces, bridge, cables, addresses, masquerade, way }: Progress): Topology {
  const moved = cables === 'moved' || cables === 'plugged';
  const state = addresses ? 'up' : 'down';
  const inside = (index: number) => (moved ? `${10 + index}` : '1');
  const free = NAMES.map((name, index) =>
    link(inside(index), 5 + 2 * index, `veth-${name}`, 'veth', {
      state,
      peer: `1/${4 + 2 * index}`,
      ...(addresses ? { addresses: [`192.168.52.${index + 1}/24`] } : {}),
    }),
  );
  const ports = NAMES.map((name, index) =>
    link('1', 4 + 2 * index, `veth-${name}-br`, 'veth', {
      state,
      peer: `${inside(index)}/${5 + 2 * index}`,
      ...(cables === 'plugged'
        ? {
            master: 'app-net-0',
            linkinfo: { info_kind: 'veth', info_slave_kind: 'bridge', info_slave_data: { state: 'forwarding' } },
          }
        : {}),
    }),
  );
  const host = [
    link('1', 2, 'eth0', 'veth', { addresses: ['10.0.0.2/24'], peer: null }),
    ...(bridge
      ? [
          link('1', 3, 'app-net-0', 'bridge', {
            state: addresses ? 'up' : 'nocarrier',
            ...(addresses ? { addresses: ['192.168.52.5/24'] } : {}),
          }),
        ]
      : []),
    ...(cables ? ports : []),
    ...(cables && !moved ? free : []),
  ];
  const room = (name: string, index: number) => {
    const cable = free[index];
    return netns(`${10 + index}`, name, moved && cable ? [cable] : [], {
      routes: way && name === 'webapp' ? [route({ gateway: '192.168.52.5', dev: 'veth-webapp' })] : [],
    });
  };
  return topology(
    netns('1', 'root netns', host, {
      root: true,
      routes: [route({ gateway: '10.0.0.1', dev: 'eth0' })],
      sysctls: { 'net.ipv4.ip_forward': way ? '1' : '0' },
      firewall: masquerade ? { iptables: MASQUERADE } : {},
    }),
    ...(namespaces ? NAMES.map(room) : []),
  );
}
