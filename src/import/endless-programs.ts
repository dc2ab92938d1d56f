// Programs that run until they are stopped, and with which arguments they do.

import { looseOptions } from '../shell/getopt.ts';
import {
  acting,
  caddy,
  type Endless,
  httpd,
  listening,
  monitor,
  netcat,
  python,
  type Reader,
  saying,
  sleep,
  socat,
  ssh,
} from './endless-readers.ts';

interface Rule extends Pick<Endless, 'kind' | 'screen'> {
  /** Options that take a value, of one letter or more. */
  readonly takes?: string;
  /** It runs on with one of these only. */
  readonly with?: string;
  /** With one of these it ends, or goes to the background. */
  readonly without?: string;
  /** It does nothing with fewer. */
  readonly operands?: number;
  /** Where it listens if nothing else is said; 0: not known. Absent: it need not listen at all. */
  readonly listens?: number;
  /** Options that give its port. */
  readonly port?: string;
  /** Options with which it listens on UDP; `always`. */
  readonly udp?: string;
}

const server = (rule: Omit<Rule, 'kind'> = {}): Reader => ruled({ kind: 'server', ...rule });
const capture = (rule: Omit<Rule, 'kind'> = {}): Reader => ruled({ kind: 'capture', ...rule });
const screen = (rule: Omit<Rule, 'kind' | 'screen'> = {}): Reader => ruled({ kind: 'capture', screen: true, ...rule });
const endless = (rule: Omit<Rule, 'kind'> = {}): Reader => ruled({ kind: 'endless', ...rule });

/** Options that show something about the program, where they are not others of its own. */
const SHOWS = 'help version';

function ruled(rule: Rule): Reader {
  return (args, program) => {
    if (args.length === 1 && /^-[hV?]$/.test(args[0] ?? '')) return undefined;
    const { options, operands } = looseOptions(args, rule.takes);
    const has = (names = '') => names.split(' ').some((name) => options.has(name));
    if (has(SHOWS) || has(rule.without) || (rule.with !== undefined && !has(rule.with))) return undefined;
    if (operands.length < (rule.operands ?? 0)) return undefined;
    const own = { kind: rule.kind, program, ...(rule.screen ? { screen: rule.screen } : {}) };
    if (rule.listens === undefined) return own;
    const given = rule.port?.split(' ').flatMap((name) => options.get(name) ?? []);
    return listening(own, given?.[0] ?? rule.listens, rule.udp === 'always' || has(rule.udp));
  };
}

const PING = 'c w I i s t W Q m M p S T l e F count deadline interval interface ttl timeout packet-size size';

const dnsmasq = server({
  takes: 'a A B c C e F g G H i I l m M O p P Q r s S t T u U V W x X Y j J port interface listen-address conf-file',
  with: 'd k no-daemon keep-in-foreground',
  without: 'v w test',
  listens: 0,
  udp: 'always',
});
const tshark = capture({
  takes: 'i f s b w Y R T e E o d z t N K W H u B y F X C',
  without: 'c r D L a G h v read-file autostop',
});
/** Of FRRouting and Quagga: in the foreground unless they are told otherwise. */
const routing = server({
  takes: 'f i z A P u g M C vty_addr vty_port pid_file config_file',
  without: 'd daemon C h v',
});

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...['nc', 'netcat', 'ncat', 'nc.openbsd', 'nc.traditional'].map((name): [string, Reader] => [name, netcat]),
  ['socat', socat],
  [
    'iperf',
    server({
      takes: 'p B w i t f l',
      with: 's server',
      without: 'D daemon h',
      listens: 5001,
      port: 'p port',
      udp: 'u udp',
    }),
  ],
  [
    'iperf3',
    server({
      takes: 'p B i f I port bind logfile',
      with: 's server',
      without: 'D daemon h',
      listens: 5201,
      port: 'p port',
    }),
  ],
  ['netserver', server({ takes: 'p L', with: 'D', listens: 12_865, port: 'p' })],
  ['nginx', saying(/\bdaemon\s+off\b/, /(?!)/, 0)],
  ['php', server({ takes: 'S t d c', with: 'S', listens: 0, port: 'S' })],
  ['ruby', saying(/-run -e ?httpd\b/, / (?:-p ?|--port[ =])(\d+)/, 8080)],
  ...['httpd', 'apache2', 'apachectl', 'apache2ctl'].map((name): [string, Reader] => [name, httpd]),
  ['lighttpd', server({ takes: 'f m', with: 'D', without: 't', listens: 0 })],
  ['http-server', server({ takes: 'p a d i c t port', listens: 8080, port: 'p port' })],
  ['darkhttpd', server({ takes: 'port addr pidfile', without: 'daemon', operands: 1, listens: 8080, port: 'port' })],
  ['caddy', caddy],
  [
    'flask',
    (args, program) =>
      args.includes('run')
        ? server({ takes: 'p h port host', listens: 5000, port: 'p port' })(args, `${program} run`)
        : undefined,
  ],
  ['uvicorn', server({ takes: 'port host', operands: 1, listens: 8000, port: 'port' })],
  ['gunicorn', server({ takes: 'b bind w workers', without: 'D daemon', operands: 1, listens: 8000, port: 'b bind' })],
  ['haproxy', server({ takes: 'f p n N m L x S', with: 'f', without: 'D c v', listens: 0 })],
  ['sshd', server({ takes: 'f h g k o p b C c E u', with: 'D d', without: 't T', listens: 22, port: 'p' })],
  ['redis-server', server({ takes: 'port bind', without: 'daemonize v', listens: 6379, port: 'port' })],
  ['memcached', server({ takes: 'p l u m c U', without: 'd h V', listens: 11_211, port: 'p' })],
  ['mosquitto', server({ takes: 'p c', without: 'd', listens: 1883, port: 'p' })],
  ['named', server({ takes: 'c t u p n', with: 'f g', without: 'v V', listens: 0, udp: 'always' })],
  ['unbound', server({ takes: 'c', with: 'd', listens: 0, udp: 'always' })],
  ['coredns', server({ takes: 'conf dns.port', without: 'plugins', listens: 0, udp: 'always' })],
  ['dnsmasq', dnsmasq],
  ['dhcpd', server({ takes: 'p cf lf pf user group', with: 'f d', without: 't T', listens: 67, udp: 'always' })],
  ['udhcpd', server({ takes: 'I P', with: 'f', listens: 67, udp: 'always' })],
  ['in.tftpd', server({ takes: 'a u p', with: 'L foreground', listens: 69, udp: 'always' })],
  ['openvpn', server({ takes: 'config dev port proto', with: 'config dev', without: 'daemon genkey mktun rmtun' })],
  ['dhclient', server({ takes: 'p s g cf lf pf sf e', with: 'd', without: '1 r x' })],
  ['udhcpc', server({ takes: 'i p s c V r x O T A t', with: 'f', without: 'n q' })],
  ['dhcpcd', server({ takes: 'f', with: 'B', without: 'T 1 k x' })],
  ['hostapd', server({ takes: 'e f g G i P', without: 'B h v', operands: 1 })],
  ['wpa_supplicant', server({ takes: 'b c C D e f g G i I m o O p P', with: 'c i', without: 'B h v' })],
  ['radvd', server({ takes: 'C d m p t u', with: 'n nodaemon', without: 'c v h' })],
  ['bird', server({ takes: 'c s P u g D', with: 'f d', without: 'p' })],
  ['bird6', server({ takes: 'c s P u g D', with: 'f d', without: 'p' })],
  ...['zebra', 'bgpd', 'ospfd', 'ospf6d', 'ripd', 'isisd', 'staticd'].map((name): [string, Reader] => [name, routing]),
  ['keepalived', server({ takes: 'f', with: 'n dont-fork' })],
  ['chronyd', server({ takes: 'f u', with: 'd n', without: 'q Q' })],
  ['lldpd', server({ takes: 'D I', with: 'd' })],
  ['teamd', server({ takes: 'c f t p', without: 'd k', with: 'c f t' })],
  ['ssh', ssh],

  [
    'tcpdump',
    capture({ takes: 'B C E F G i j m M Q r s T V w W y z Z', without: 'c D L h r d count list-interfaces' }),
  ],
  ['tshark', tshark],
  ['dumpcap', tshark],
  ['ngrep', capture({ takes: 'I O n A s S c P F d', without: 'n I V h L' })],
  ...['ip', 'bridge', 'tc'].map((name): [string, Reader] => [name, monitor]),
  ['nft', acting(/^monitor$/)],
  ['udevadm', acting(/^monitor$/)],
  ['iw', acting(/^event$/)],
  [
    'tail',
    capture({
      takes: 'n c s pid sleep-interval lines bytes max-unchanged-stats',
      with: 'f F follow',
      without: 'pid',
      operands: 1,
    }),
  ],
  ['journalctl', capture({ takes: 'u n b o p t S U g unit lines', with: 'f follow' })],
  ['dmesg', capture({ takes: 'l f n s', with: 'w W follow follow-new' })],
  ['conntrack', capture({ takes: 'p s d g q r t u m z w f e o', with: 'E event' })],
  ['ss', capture({ takes: 'f A D F N', with: 'E events' })],
  ['inotifywait', capture({ takes: 'e t', with: 'm monitor', without: 't timeout' })],
  ['rtmon', capture({ takes: 'f family', operands: 1 })],
  ['watch', screen({ takes: 'n q s interval', without: 'g chgexit q equexit e errexit h v', operands: 1 })],
  ['top', screen({ takes: 'd n p s u U w o E', without: 'n h v V' })],
  ['htop', screen({ takes: 'd p s u', without: 'h V' })],
  ['iftop', screen({ takes: 'i f F G s m L', without: 's h' })],
  ['nethogs', screen({ takes: 'c d v', without: 'c h V' })],
  ['nload', screen({ takes: 'a i m o t u U', without: 'h' })],
  ['bmon', screen({ takes: 'i o p r R', without: 'h V' })],
  ['iptraf-ng', screen({ takes: 'i g d s z l t L', without: 't' })],

  ...['ping', 'ping4', 'ping6'].map((name): [string, Reader] => [
    name,
    endless({ takes: PING, without: 'c w h V count deadline', operands: 1 }),
  ]),
  ['arping', endless({ takes: 'c C w W I i s S t T p', without: 'c C w f D h V', operands: 1 })],
  [
    'mtr',
    screen({
      takes: 'c i s a I f m B Q P o y g Z U M F L',
      without: 'c r w j x C h v report report-wide report-cycles json xml csv',
      operands: 1,
    }),
  ],
  ['hping3', endless({ takes: 'c i a t N p s w M L d E e I C K', without: 'c h v count', operands: 1 })],
  ['fping', endless({ takes: 'b B c C f g H i I M O p Q r S t T x', with: 'l loop', without: 'c C count' })],
  ['yes', endless()],
  ['sleep', sleep],
]);

/** Some word that a text with such a command has. */
const NAMED = new RegExp(
  String.raw`(?<![\w-])(?:(?:python|pypy)[\d.]*|while|until|for|${[...READERS.keys()].map((name) => name.replaceAll('.', '\\.')).join('|')})(?![\w-])`,
);

/** Whether a text may have such a command. Without reading it as shell. */
export const mayRunOn = (shellText: string): boolean => NAMED.test(shellText);

/** How a program runs with these arguments if it does not end on its own. By its bare name. */
export function endlessProgram(program: string, args: readonly string[]): Endless | undefined {
  if (/^(?:python|pypy)[\d.]*$/.test(program)) return python(args, program);
  return READERS.get(program)?.(args, program);
}
