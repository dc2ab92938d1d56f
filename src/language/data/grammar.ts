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
import { PING } from './ping.ts';
import { PROGRAMS } from './programs.ts';
import { TC } from './tc.ts';

const IP_TEXTS = [IP, IP_LINK, IP_LINK_KINDS, IP_LINK_TUNNELS, IP_ROUTE, IP_MORE];

/** The language of all programs that are known. */
export const GRAMMAR: Grammar = grammarOf([PROGRAMS, ...IP_TEXTS, BRIDGE, TC, IPTABLES, IPTABLES_MODULES, PING]);
