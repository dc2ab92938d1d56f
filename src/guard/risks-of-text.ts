import { mayBeAnything } from '../shell/fields.ts';
import { isBatch, restoresMore, type Step, stepsOf } from '../shell/steps.ts';
import { readsInput, XARGS } from '../shell/wrappers.ts';
import { ofIp, ofNetnsFile, ofTc } from './ip-risks.ts';
import { droppingChain, ofIptables } from './iptables-risks.ts';
import { ofNft } from './nft-risks.ts';
import { DEFAULT_ROUTE, harmless, isDefault, keyOf, linkRisk, type Risk, risk } from './risk.ts';

/**
 * What in a text of shell deserves a question before it runs in the root network namespace of a real machine: changes
 * of the packet filter's policies and flushes (iptables(8)), links taken away, the default route (ip-route(8)), sysctls.
 * It guards against mistakes, not against malice: what hides in functions, aliases and programs is not seen. `elsewhere`:
 * it runs in another network namespace than the machine's own, which it may enter all the same.
 */
export function risksOf(text: string, { elsewhere = false }: { readonly elsewhere?: boolean } = {}): Risk[] {
  const { steps, faults } = stepsOf(text);
  const here = steps.filter((step) => !(step.elsewhere ?? elsewhere));
  const dropping = here.flatMap(({ argv: [program = '', ...args] }) =>
    TABLES.test(program) ? droppingChain(program, args) : [],
  );
  const risks = here.flatMap((step) => [...ofProgram(step, dropping), ...ofFiles(step, SYSCTLS.test(text))]);
  if (faults.length > 0 && !elsewhere) risks.push(risk('unread'));
  return [...new Map(risks.map((each) => [keyOf(each), each])).values()];
}

const TABLES = /^(?:ip6?|eb|arp)tables(?:-legacy|-nft)?$/;

/** `dropping`: chains of iptables to which the text adds a rule that drops all. */
function ofProgram(step: Step, dropping: readonly string[]): Risk[] {
  const [program = '', ...args] = step.argv;
  // It may be any: `$SUDO`, `"$@"`, `$(which ip)`, `ip{6,}tables`.
  if (mayBeAnything(program) && !program.startsWith('[')) return [risk('unknown-program', program)];
  if (readsInput(program, args) && !step.document) return [risk('unseen-script', program)];
  if (isBatch(step) && !step.document) return [risk('unseen-batch', program)];
  if (CHANGES_NETWORK.test(program) && args.slice(0, 1).includes(XARGS)) return [risk('unseen-arguments', program)];
  if (TABLES.test(program)) return ofIptables(program, args, dropping);
  if (program === 'nft') return ofNft(args, step.document);
  if (restoresMore(step)) return step.document ? [] : [risk('unseen-rules', program)];
  if (/^(?:ip6?|eb|arp)tables(?:-legacy|-nft)?-restore$/.test(program))
    return args.some((word) => /^(?:-[a-zA-Z]*t|--te\w*)$/.test(word)) ? [] : [risk('filter-replaced', program)];
  return PROGRAMS.get(program)?.(args) ?? ofService(step.argv);
}

const CHANGES_NETWORK = /^(?:ip|nft|route|ifconfig|ifdown|sysctl|(?:ip6?|eb|arp)tables(?:-legacy|-nft)?)$/;

const operands = (args: readonly string[]) => args.filter((word) => !word.startsWith('-'));

const PROGRAMS: ReadonlyMap<string, (args: readonly string[]) => Risk[]> = new Map([
  ['ip', ofIp],
  ['sysctl', ofSysctl],
  ['ifconfig', (args: readonly string[]) => ofIfconfig(operands(args))],
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
  [
    'route',
    (args: readonly string[]) =>
      args.some((word) => /^del/.test(word)) && args.some(isDefault) ? [DEFAULT_ROUTE] : [],
  ],
]);

function ofIfconfig([link, ...args]: readonly string[]): Risk[] {
  if (args.includes('down')) return linkRisk(link, 'link-down');
  return args.some((word) => /^(?:0|0\.0\.0\.0|del)$/.test(word)) ? linkRisk(link, 'addresses-removed') : [];
}

function ofIfdown(args: readonly string[]): Risk[] {
  if (args.some((word) => /^(?:-a|--all)$/.test(word))) return [risk('service', 'ifdown -a')];
  return operands(args).flatMap((link) => linkRisk(link, 'link-down'));
}

/** What ends the network, or the machine, or sets a packet filter of its own. */
const SERVICES =
  /^(?:(?:dhclient(?: .*)? -[rx]|dhcpcd(?: .*)? (?:-[kx]|--release|--exit)|(?:pkill|killall)(?: .*)? (?:sshd?|systemd\S*|NetworkManager|wpa_supplicant|dhclient|dhcpcd)|kill(?: -\S+(?: [A-Z]\w*)?)? (?:-- )?1|kill -\S+ (?:-- )?-1|reboot|poweroff|halt|shutdown|(?:tel)?init [06]|kexec (?:.* )?(?:-e|--exec)|ufw (?:--force )?(?:enable|reset|default deny)|netplan (?:apply|try)|nmcli (?:con\w*|dev\w*|[cd]) (?:down|del\w*|dis\w*)|nmcli n\w* off|networkctl (?:down|delete|reconfigure)|firewall-cmd .*--(?:panic-on|reload|complete-reload)|(?:(?:rc-)?service |invoke-rc\.d (?:--\S+ )*)?(?:networking|network|NetworkManager|sshd?) (?:stop|restart)|systemctl (?:.* )?(?:reboot|poweroff|halt|suspend|hibernate|isolate|rescue|emergency|kexec)|systemctl (?:.* )?(?:stop|restart|disable|mask|kill)(?: .*)? (?:networking|systemd-networkd|NetworkManager|network|wpa_supplicant|dhcpcd|sshd?|firewalld|nftables)(?:\.service)?)(?: |$))/;

function ofService(argv: readonly string[]): Risk[] {
  const text = argv.join(' ');
  return text.length < 1000 && SERVICES.test(text) ? [risk('service', text)] : [];
}

function ofSysctl(args: readonly string[]): Risk[] {
  const writes = operands(args).filter((word) => word.includes('=') || mayBeAnything(word));
  if (writes.length > 0) return writes.map((word) => harmless('sysctl', word.replace(/=[\s\S]*$/, '')));
  const loads = args.some((word) => /^(?:-[neNqwaAXbhV]*[pf]|--load(?:=.*)?$|--system$)/.test(word));
  return loads ? [harmless('sysctls-from-files')] : [];
}

const SYSCTLS = /\/proc\/+sys\b/;

/**
 * Files below /proc/sys that the command writes, by a redirection or as its argument. `mayBeThere`: the text names that
 * folder, so that a variable or a relative path may lead there.
 */
function ofFiles({ argv: [program = '', ...args], writes = [] }: Step, mayBeThere: boolean): Risk[] {
  const written = /^(?:tee|cp|mv|dd|install|sed)$/.test(program)
    ? operands(args).flatMap((word) => (/^(?!of=)\w+=/.test(word) && program === 'dd' ? [] : word.replace(/^of=/, '')))
    : [];
  const files = [...writes, ...written].map((file) => file.replaceAll(/\/+/g, '/'));
  return files.flatMap((file) => {
    if (file === '/proc/sysrq-trigger') return [risk('sysrq')];
    if (file.startsWith('/proc/sys/'))
      return [harmless('sysctl', file.slice('/proc/sys/'.length).replaceAll('/', '.'))];
    return mayBeThere && (mayBeAnything(file) || !file.startsWith('/')) && program !== 'sed'
      ? [harmless('sysctl', file)]
      : [];
  });
}
