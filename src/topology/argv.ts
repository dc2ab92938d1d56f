import type { Link, Netns } from './model.ts';

/** The argv that runs a program in a netns, from a shell in the host's root netns (ip-netns(8), nsenter(1)). */
export function inNetns(netns: Netns, program: string, ...args: readonly string[]): string[] {
  const [name] = netns.names;
  if (netns.root) return [program, ...args];
  if (name === undefined) return ['nsenter', `--net=${netns.file}`, '--', program, ...args];
  if (program === 'ip' || program === 'bridge') return [program, '-n', name, ...args];
  return ['ip', 'netns', 'exec', name, program, ...args];
}

export function setLink(netns: Netns, { ifname }: Link, state: 'up' | 'down'): string[] {
  return inNetns(netns, 'ip', 'link', 'set', 'dev', ifname, state);
}

export function deleteLink(netns: Netns, { ifname }: Link): string[] {
  return inNetns(netns, 'ip', 'link', 'del', 'dev', ifname);
}

/** Deletes the name; the netns itself goes when nothing else holds it. */
export function deleteNetns(name: string): string[] {
  return ['ip', 'netns', 'del', name];
}

export function ping(netns: Netns, address: string): string[] {
  const end = address.startsWith('-') ? ['--'] : [];
  return inNetns(netns, 'ping', '-c', '3', '-W', '2', ...end, address);
}
