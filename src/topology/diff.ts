import type { LinkId, NetnsId } from './model.ts';

/** One difference between two topologies of a host. */
export interface Change {
  /** What a person would say: 'address 192.168.52.1/24 added to veth-sleep in sleep'. */
  readonly text: string;
  readonly what:
    | 'netns'
    | 'link'
    | 'address'
    | 'route'
    | 'rule'
    | 'neighbour'
    | 'fdb'
    | 'firewall'
    | 'sysctl'
    | 'unread';
  readonly how: 'added' | 'removed' | 'changed';
  /** Where to look for it in the new topology; in the old one for what was removed. */
  readonly netns: NetnsId;
  readonly link?: LinkId;
}
