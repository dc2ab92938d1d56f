import { type Grammar, grammarOf } from '../grammar.ts';
import { BRIDGE } from './bridge.ts';
import { IP } from './ip.ts';
import { IP_LINK } from './ip-link.ts';
import { IP_LINK_KINDS } from './ip-link-kinds.ts';
import { IP_LINK_TUNNELS } from './ip-link-tunnels.ts';
import { IP_MORE } from './ip-more.ts';
import { IP_ROUTE } from './ip-route.ts';
import { IPTABLES } from './iptables.ts';
import { IPTABLES_MODULES } from './iptables-modules.ts';
import { NFT } from './nft.ts';
import { NFT_RULE } from './nft-rule.ts';
import { PING } from './ping.ts';
import { PROGRAMS } from './programs.ts';
import { SYSCTL } from './sysctl.ts';
import { TC } from './tc.ts';
import { TCPDUMP } from './tcpdump.ts';

/** The language of all programs that are known. */
export const GRAMMAR: Grammar = grammarOf([
  ...[PROGRAMS, IP, IP_LINK, IP_LINK_KINDS, IP_LINK_TUNNELS, IP_ROUTE, IP_MORE],
  ...[BRIDGE, TC, IPTABLES, IPTABLES_MODULES, NFT, NFT_RULE, PING, TCPDUMP, SYSCTL],
]);
