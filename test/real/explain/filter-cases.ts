// Packet filters that see a part of a conversation, or hold rules of which not all is modelled.
import { type Case, cable } from './cases.ts';

/** Router r between a and b. */
const routed = (more: string) => `${cable('a', 'r', ['e0', 'e0'])}${cable('r', 'b', ['e1', 'e0'])}
  a ip addr add 10.1.0.2/24 dev e0
  r ip addr add 10.1.0.1/24 dev e0
  r ip addr add 10.2.0.1/24 dev e1
  b ip addr add 10.2.0.2/24 dev e0
  a ip route add default via 10.1.0.1
  b ip route add default via 10.2.0.1
  r set ipv4/ip_forward=1
  b listen tcp 80 0.0.0.0 -
  b listen udp 53 0.0.0.0 -
  ${more}`;

/** And a second cable, by which b answers. */
const answersElsewhere = (more: string) =>
  routed(`${cable('a', 'b', ['e1', 'e1'])}
    a ip addr add 10.7.0.1/24 dev e1
    b ip addr add 10.7.0.2/24 dev e1
    b late route add 10.1.0.0/24 via 10.7.0.1
    ${more}`);

export const FILTER_CASES: Readonly<Record<string, Case>> = {
  'half-of-a-connection: what follows is invalid where its answer was not seen': {
    network: answersElsewhere('r iptables filter -A FORWARD -m conntrack --ctstate INVALID -j DROP'),
    flows: { 'a 10.2.0.2 tcp 80': 'unknown later', 'a 10.2.0.2': 'delivered', 'a 10.2.0.2 udp 53': 'delivered' },
  },
  'half-of-a-connection: nor is it new or established': {
    network: answersElsewhere(`r iptables filter :FORWARD DROP
      r iptables filter -A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT`),
    flows: { 'a 10.2.0.2 tcp 80': 'unknown later', 'a 10.2.0.2': 'delivered' },
  },
  'half-of-a-connection: nobody minds': {
    network: answersElsewhere('r iptables filter -A FORWARD -m conntrack --ctstate ESTABLISHED -j DROP'),
    flows: { 'a 10.2.0.2 tcp 80': 'delivered' },
  },
  'half-of-a-connection: what begins in the middle is new': {
    network: answersElsewhere(`r iptables raw -A PREROUTING -p tcp --syn -j NOTRACK
      r iptables filter -A FORWARD -m conntrack --ctstate INVALID -j DROP`),
    flows: { 'a 10.2.0.2 tcp 80': 'delivered' },
  },
};
