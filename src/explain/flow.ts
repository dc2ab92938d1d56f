import type { NetnsId } from '../topology/model.ts';

/** One conversation: who asks whom, by what. Its packets are those of an answer, too. */
export interface Flow {
  /** Where it begins. */
  readonly from: NetnsId;
  /** The address that the user wants it to come from; absent: the kernel chooses. */
  readonly source?: string;
  /** An address; a link-local one may have the link by which it is asked: 'fe80::1%eth0'. */
  readonly to: string;
  readonly protocol: Protocol;
  /** Of TCP and UDP: where it goes. */
  readonly port?: number;
}

/** `icmp` is an echo request, of ICMPv6 for an address of IPv6. */
export type Protocol = 'icmp' | 'tcp' | 'udp';
