import { mayBeAnything } from '../shell/fields.ts';
import { restoresMore } from '../shell/iptables.ts';
import { isBatch, type Known, NOTHING_KNOWN, type Step, stepsOf, type Unread } from '../shell/steps.ts';
import { readsInput, XARGS } from '../shell/wrappers.ts';
import { type Chains, type ChainsRead, NO_CHAINS, readChains } from './chains.ts';
import { ofIp, ofNetnsFile } from './ip-risks.ts';
import { ofIptables } from './iptables-risks.ts';
import { NO_SETTINGS, ofSysctl, readSettings, type SettingsReach } from './kernel-settings.ts';
import { NETWORK_PROGRAMS, networkProgramIn } from './languages.ts';
import { ofArp, ofIfconfig, ofRouteProgram } from './net-tools-risks.ts';
import { ofNft } from './nft-risks.ts';
import { isDefault, keyOf, linkRisk, type Risk, risk } from './risk.ts';
import { ofTc } from './tc-risks.ts';

/** What earlier texts of the same shell mean for the next one. */
export interface Before {
  readonly known: Known;
  readonly settings: SettingsReach;
  readonly chains: Chains;
}

export const NOTHING_BEFORE: Before = { known: NOTHING_KNOWN, settings: NO_SETTINGS, chains: NO_CHAINS };

interface Where {
  /** It runs in another network namespace than the machine's own, which it may enter all the same. */
  readonly elsewhere?: boolean;
  readonly before?: Before | undefined;
}

/**
 * What in a text of shell deserves a question before it runs in the root network namespace of a real machine: changes
 * of the packet filter's policies and flushes (iptables(8)), links taken away, the default route (ip-route(8)), sysctls.
 * It guards against mistakes, not against malice: what hides in scripts and programs is not seen.
 */
export const risksOf = (text: string, where?: Where): Risk[] => readRisks(text, where).risks;

/** The same, and what the text means for the next one. */
export function readRisks(
  text: string,
  { elsewhere = false, before = NOTHING_BEFORE }: Where = {},
): { readonly risks: Risk[]; readonly after: Before } {
  const { steps, faults, known } = stepsOf(text, before.known);
  const settings = readSettings(text, before.settings);
  const isHere = (step: Step) => !(step.elsewhere ?? elsewhere);
  const chains = readChains(before.chains);
  const risks: Risk[] = [];
  for (const step of steps) {
    settings.follow(step);
    if (isHere(step) && !waitsForCall(step)) risks.push(...ofProgram(step, chains), ...settings.writtenBy(step));
  }
  if (!elsewhere) risks.push(...faults.map(ofFault));
  return {
    risks: [...new Map(risks.map((each) => [keyOf(each), each])).values()],
    after: { known, settings: settings.reach, chains },
  };
}

/** What a function does with its arguments is asked about where it is called. */
const waitsForCall = ({ uncalled, argv, writes = [], document = '' }: Step): boolean =>
  uncalled === true && [...argv, ...writes, document].some(mayBeAnything);

function ofFault(fault: Unread): Risk {
  if (fault.why === 'option') return risk('unread-option', fault.program);
  return risk(fault.why === 'depth' ? 'unread-depth' : 'unread');
}

const TABLES = /^(?:ip6?|eb|arp)tables(?:-legacy|-nft)?$/;

function ofProgram(step: Step, chains: ChainsRead): Risk[] {
  const [program = '', ...args] = step.argv;
  const isWritten = (step.document ?? step.file) !== undefined;
  // It may be any: `$SUDO`, `"$@"`, `$(which ip)`, `ip{6,}tables`.
  if (mayBeAnything(program) && !program.startsWith('[')) return [risk('unknown-program', program)];
  if (step.unseen || (readsInput(program, args) && step.document === undefined))
    return [risk('unseen-script', program)];
  if (isBatch(step) && !isWritten) return [risk('unseen-batch', program)];
  if (CHANGES_NETWORK.test(program) && args.slice(0, 1).includes(XARGS)) return [risk('unseen-arguments', program)];
  if (TABLES.test(program)) return ofIptables(program, args, chains);
  if (program === 'nft') return ofNft(step, chains);
  if (restoresMore(program, args)) return isWritten ? [] : [risk('unseen-rules', program)];
  if (/^(?:ip6?|eb|arp)tables(?:-legacy|-nft)?-restore$/.test(program))
    return args.some((word) => /^(?:-[a-zA-Z]*t|--te\w*)$/.test(word)) ? [] : [risk('filter-replaced', program)];
  const named = networkProgramIn(step);
  if (named !== undefined) return [risk('unread-language', program, named)];
  return (PROGRAMS.get(program)?.(args) ?? ofService(step.argv)).map((each) => asSure(each, args));
}

/** Which route a variable names is not known. */
function asSure(found: Risk, args: readonly string[]): Risk {
  const unsure = args.find(mayBeAnything);
  if (found.code !== 'default-route' || unsure === undefined || args.some(isDefault)) return found;
  return risk('maybe-default-route', unsure);
}

const CHANGES_NETWORK = new RegExp(`^(?:${NETWORK_PROGRAMS})$`);

const operands = (args: readonly string[]) => args.filter((word) => !word.startsWith('-'));

const PROGRAMS: ReadonlyMap<string, (args: readonly string[]) => Risk[]> = new Map([
  ['ip', ofIp],
  ['sysctl', ofSysctl],
  ['ifconfig', ofIfconfig],
  ['route', ofRouteProgram],
  ['arp', ofArp],
  ['ifdown', ofIfdown],
  ['wg-quick', ([action, link]: readonly string[]) => (action === 'down' ? linkRisk(link, 'link-down') : [])],
  [
    'brctl',
    ([action, , ...links]: readonly string[]) =>
      /^(?:add|del)if$/.test(action ?? '')
        ? links.flatMap((link) => linkRisk(link, action === 'addif' ? 'link-enslaved' : 'link-freed'))
        : [],
  ],
  ['tc', ofTc],
  ['ln', (args: readonly string[]) => ofNetnsFile('ln', args)],
  ['mount', (args: readonly string[]) => ofNetnsFile('mount', args)],
]);

function ofIfdown(args: readonly string[]): Risk[] {
  if (args.some((word) => /^(?:-a|--all)$/.test(word))) return [risk('service', 'ifdown -a')];
  return operands(args).flatMap((link) => linkRisk(link, 'link-down'));
}

/** What ends the network, or the machine, or sets a packet filter of its own. */
const SERVICES =
  /^(?:(?:dhclient(?: .*)? -[rx]|dhcpcd(?: .*)? (?:-[kx]|--release|--exit)|(?:pkill|killall)(?: .*)? (?:sshd?|systemd\S*|NetworkManager|wpa_supplicant|dhclient|dhcpcd)|kill(?: -\S+(?: [A-Z]\w*)?)? (?:-- )?1|kill -\S+ (?:-- )?-1|reboot|poweroff|halt|shutdown|(?:tel)?init (?:-t ?\d+ |-\w+ )?[016sS]|kexec (?:.* )?(?:-e|--exec)|ss (?:.* )?(?:-\w*K\w*|--kill)|ufw (?:--force )?(?:enable|reset|default deny)|netplan (?:apply|try)|nmcli (?:con\w*|dev\w*|[cd]) (?:down|del\w*|dis\w*)|nmcli n\w* off|networkctl (?:down|delete|reconfigure)|firewall-cmd .*--(?:panic-on|reload|complete-reload)|(?:(?:rc-)?service |invoke-rc\.d (?:--\S+ )*)?(?:networking|network|NetworkManager|sshd?) (?:stop|restart)|systemctl (?:.* )?(?:reboot|poweroff|halt|suspend|hibernate|isolate|rescue|emergency|kexec)|systemctl (?:.* )?start (?:.* )?(?:rescue|emergency|reboot|poweroff|halt|kexec|suspend|hibernate)\.target|systemctl (?:.* )?(?:stop|restart|disable|mask|kill)(?: .*)? (?:networking|systemd-networkd|NetworkManager|network|wpa_supplicant|dhcpcd|sshd?|firewalld|nftables)(?:\.service)?)(?: |$))/;

function ofService(argv: readonly string[]): Risk[] {
  const text = argv.join(' ');
  return text.length < 1000 && SERVICES.test(text) ? [risk('service', text)] : [];
}
