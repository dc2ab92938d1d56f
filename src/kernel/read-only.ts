import { type Step, stepsOf } from './shell-steps.ts';

/** Programs and words of the shell that change nothing of a machine, whatever their arguments. */
const SHOWING = new Set(
  `: [ [[ ]] test true false echo printf cat ls cd pwd sleep read wait set unset export local declare shopt type which
  for done fi esac else in case until } grep egrep fgrep head tail wc sort cut tr uniq awk column jq diff cmp stat file
  readlink basename dirname date id whoami uname uptime ps pgrep free df lsns lsmod lspci getent seq expr let
  ping ping6 traceroute traceroute6 tracepath mtr dig nslookup host ss netstat curl tcpdump man info`
    .split(/\s+/)
    .filter(Boolean),
);

/** Programs that show or change, and what their arguments are when they show. */
const SHOWS_WITH: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  ip: ([...args]) => {
    const at = args.findIndex((word, index) => !word.startsWith('-') && !/^-f(?:amily)?$/.test(args[index - 1] ?? ''));
    const action = at < 0 ? undefined : args[at + 1];
    if (args.some((word) => /^--?b(?:a|at|atc|atch)?$/.test(word))) return false;
    // ip(8) takes the `s` of `ip l s` for `set`, of other objects for `show`.
    if (action === 's' && 'link'.startsWith(args[at] ?? '')) return false;
    return (
      action === undefined ||
      /^(?:s|sh|sho|show|l|li|lis|list|ls|lst|get|g|m|monitor|help|pids|identify|dev)$/.test(action)
    );
  },
  bridge: (args) => args.length < 2 || args.some((word) => /^(?:show|monitor)$/.test(word)),
  tc: (args) => args.some((word) => /^(?:show|list|ls|monitor)$/.test(word)),
  iptables: showsRules,
  ip6tables: showsRules,
  'iptables-save': () => true,
  'ip6tables-save': () => true,
  nft: (args) => args.includes('list') || args.includes('monitor'),
  conntrack: (args) => args.some((word) => /^(?:-L|--dump|-E|--event|-S|-C)$/.test(word)),
  sysctl: (args) =>
    !args.some((word) => word.includes('=') || /^(?:-[a-zA-Z]*[wp]|--write|--load|--system)$/.test(word)),
  arp: (args) => !args.some((word) => /^(?:-[a-zA-Z]*[sdf]|--set|--delete|--file)$/.test(word)),
  route: (args) => args.every((word) => word.startsWith('-')),
  ifconfig: (args) => args.length < 2,
  brctl: ([action]) => /^show/.test(action ?? ''),
  ethtool: (args) => args.length === 1 || /^-[Siklgacmn]$/.test(args[0] ?? ''),
  hostname: (args) => args.every((word) => word.startsWith('-')),
  sed: (args) => !args.some((word) => /^(?:-[a-zA-Z]*i|--in-place)/.test(word)),
  find: (args) => !args.some((word) => /^-(?:exec|execdir|ok|okdir|delete|fprint.*|fls)$/.test(word)),
  wget: (args) => args.some((word) => /^-[a-z]*O-$/.test(word)),
};

function showsRules(args: readonly string[]): boolean {
  return args.some((word) => /^(?:-[a-zA-Z]*[LSC]|--list|--list-rules|--check|--version|--help)$/.test(word));
}

/** Whether a text of shell only looks. What is not known is taken to change something. */
export function isReadOnly(text: string): boolean {
  return stepsOf(text).every(onlyLooks);
}

function onlyLooks({ argv: [program = '', ...args], writes }: Step): boolean {
  if (writes.some((file) => file !== '/dev/null' && !/^\/dev\/std(?:out|err)$/.test(file))) return false;
  // A substitution within quotes is a command that was not looked at.
  if ([program, ...args].some((word) => /\$\((?!\()|`/.test(word))) return false;
  if (program === '' || SHOWING.has(program)) return true;
  return Object.hasOwn(SHOWS_WITH, program) && SHOWS_WITH[program]?.(args) === true;
}
