import type { Said } from '../words.ts';
import type {
  Address,
  FdbEntry,
  Firewall,
  Link,
  LinkId,
  Neighbour,
  Netns,
  NetnsId,
  PortVlans,
  Qdisc,
  Route,
  Rule,
  Socket,
  Unread,
} from './model.ts';

/**
 * One difference between two topologies of a host: said, and as what was there before and what is there now. All of
 * them together are complete: replacing each `before` by its `after` gives the other topology.
 */
export type Change = Told & Difference;

export interface Told {
  /** What a person would say: 'sleep: added 192.168.52.1/24 to veth-sleep'. change-words.ts has the words. */
  readonly said: Said;
  readonly how: 'added' | 'removed' | 'changed';
  /** Where to look for it in the new topology; in the old one for what was removed. */
  readonly netns: NetnsId;
  readonly link?: LinkId;
  /** The kernel did it on its own, mostly along with something else: the routes of an address, the settings of a new link. */
  readonly detail?: boolean;
}

export type Difference =
  /** Added: with all it holds, but for links other than `lo`, which are reported separately. Removed: with all it held. */
  | Of<'netns', Netns>
  /** Without its addresses. A link that went to another netns is `changed`. */
  | Of<'link', Link>
  | Of<'address', Address>
  | Of<'route', Route>
  | Of<'rule', Rule>
  | Of<'neighbour', Neighbour>
  | Of<'fdb', FdbEntry>
  | Of<'vlan', PortVlans>
  | Of<'qdisc', Qdisc>
  | Of<'socket', Socket>
  /** Each of its differences comes with the whole of it. */
  | Of<'firewall', Firewall>
  | (Of<'sysctl', string> & { readonly key: string })
  /** Of that netns, or of the host as a whole. */
  | (Of<'unread', readonly Unread[]> & { readonly of: 'netns' | 'host' });

interface Of<What, Thing> {
  readonly what: What;
  readonly before?: Thing;
  readonly after?: Thing;
}
