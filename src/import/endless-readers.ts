// How single programs run until they are stopped, where options alone do not say so.

import { looseOptions } from '../shell/getopt.ts';
import { ipCommand } from '../shell/ip.ts';
import { sshOptions } from './ssh.ts';

/** How a program runs that does not end on its own. */
export interface Endless {
  /** It serves others, it shows what happens, or it does the same thing again and again. */
  readonly kind: 'server' | 'capture' | 'endless';
  /** As it is spoken of: its name, and what of its arguments makes it what it is. */
  readonly program: string;
  /** It waits on a socket: at a port that is known, or at some. */
  readonly listens?: true;
  readonly port?: number;
  readonly udp?: true;
  /** It shows one screen, again and again. */
  readonly screen?: true;
}

export type Reader = (args: readonly string[], program: string) => Endless | undefined;

/** `8080`, `:8080`, `127.0.0.1:8080`; anything else, as `$PORT` or `http`, is not known. */
export function listening(own: Pick<Endless, 'kind' | 'program'>, where: string | number, udp = false): Endless {
  const port = Number(/(?:^|:)(\d{1,5})$/.exec(`${where}`)?.[1] ?? 0);
  return { ...own, listens: true, ...(port > 0 ? { port } : {}), ...(udp ? { udp: true } : {}) };
}

/** nc(1) of all its families: the port is the value of `-p`, or the last operand. */
export const netcat: Reader = (args, program) => {
  const takes = 'p i w s q X x e c I O T V m o g G M P source-port wait delay exec sh-exec max-conns output';
  const { options, operands } = looseOptions(args, takes);
  const has = (...names: string[]) => names.some((name) => options.has(name));
  if (!has('l', 'listen') || has('z', 'h', 'help', 'version')) return undefined;
  const own = { kind: 'server', program } as const;
  if (has('U', 'unixsock')) return own;
  return listening(own, options.get('p') ?? options.get('source-port') ?? operands.at(-1) ?? 0, has('u', 'udp'));
};

const SOCAT_PORT = /^(TCP|UDP|UDPLITE|SCTP|DCCP|OPENSSL|SSL|OPENSSL-DTLS)[46]?-?(?:L|LISTEN|RECV|RECVFROM):([^,:]*)/i;
const SOCAT_OTHER = /^(?:UNIX|ABSTRACT|VSOCK|POSIXMQ|IP)[46]?-?(?:L|LISTEN|RECV|RECVFROM|CONNECT-L|READ)\b/i;

export const socat: Reader = (args, program) => {
  const own = { kind: 'server', program } as const;
  for (const address of args.flatMap((word) => word.split('!!'))) {
    const [, protocol = '', port = ''] = SOCAT_PORT.exec(address) ?? [];
    if (protocol) return listening(own, port, /^(?:UDP|OPENSSL-DTLS)/i.test(protocol));
    if (SOCAT_OTHER.test(address)) return own;
  }
  return undefined;
};

/** The port of a module of Python's that is a server, where none is given. */
const PYTHON_MODULES: Readonly<Record<string, number>> = {
  'http.server': 8000,
  SimpleHTTPServer: 8000,
  CGIHTTPServer: 8000,
  pyftpdlib: 2121,
  uvicorn: 8000,
};

export const python: Reader = (args, program) => {
  const at = args.findIndex((word) => /^-[a-zA-Z]*m/.test(word));
  if (at < 0 || !args.slice(0, at).every((word) => /^-[a-zA-Z\d]+$/.test(word))) return undefined;
  const [, joined = ''] = /^-[a-zA-Z]*?m(.*)$/.exec(args[at] ?? '') ?? [];
  const [module = '', ...rest] = joined === '' ? args.slice(at + 1) : [joined, ...args.slice(at + 1)];
  if (!Object.hasOwn(PYTHON_MODULES, module)) return undefined;
  const { options, operands } = looseOptions(rest, 'b bind d directory p port protocol i interface host u P');
  if (options.has('h') || options.has('help')) return undefined;
  const given = operands.find((word) => /^\d+$|\$/.test(word)) ?? options.get('port') ?? options.get('p');
  return listening({ kind: 'server', program: `${program} -m ${module}` }, given ?? PYTHON_MODULES[module] ?? 0);
};

/** With words that must be in a text of all its arguments. */
export const saying =
  (words: RegExp, port: RegExp, otherwise: number): Reader =>
  (args, program) => {
    const all = args.join(' ');
    if (!words.test(all) || / -t\b| --?help\b/.test(` ${all}`)) return undefined;
    return listening({ kind: 'server', program }, port.exec(all)?.[1] ?? otherwise);
  };

/** Apache's `-D FOREGROUND`, or BusyBox's `-f`, which is no option with a value there. */
export const httpd: Reader = (args, program) => {
  const apache = /(?:^| )-D ?FOREGROUND\b/.test(args.join(' '));
  const flag = args.findIndex((word) => /^-[fiv]*f[iv]*$/.test(word));
  const isFlag = flag >= 0 && !/^[^-]/.test(args[flag + 1] ?? '');
  if (!apache && !isFlag) return undefined;
  const { options } = looseOptions(args, 'p h c u r e d m');
  return listening({ kind: 'server', program }, options.get('p') ?? (apache ? 0 : 80));
};

export const caddy: Reader = (args, program) => {
  const [action = '', ...rest] = args;
  if (!/^(?:run|file-server|respond|reverse-proxy)$/.test(action)) return undefined;
  const { options } = looseOptions(rest, 'listen l config adapter root from to');
  const own = { kind: 'server', program: `${program} ${action}` } as const;
  return listening(own, options.get('listen') ?? options.get('l') ?? 0);
};

/** Of ip(8), bridge(8), tc(8): `monitor`, and not of a file. */
export const monitor: Reader = (args, program) => {
  const { object, action } = ipCommand(args);
  const isMonitor = object !== undefined && object.length >= 3 && 'monitor'.startsWith(object);
  const isOfNetns = object === 'netns' && action === 'monitor';
  if (!(isMonitor || isOfNetns) || args.some((word) => /^(?:file|help)$/.test(word))) return undefined;
  return { kind: 'capture', program: `${program} ${isOfNetns ? 'netns ' : ''}monitor` };
};

/** Where one of its words is the action: `nft monitor`, `udevadm monitor`. */
export const acting =
  (words: RegExp): Reader =>
  (args, program) => {
    const action = args.find((word) => !word.startsWith('-')) ?? '';
    return words.test(action) ? { kind: 'capture', program: `${program} ${action}` } : undefined;
  };

export const sleep: Reader = (args) =>
  args.some((word) => /^inf(?:inity)?$/i.test(word)) ? { kind: 'endless', program: 'sleep infinity' } : undefined;

/** ssh(1) that forwards only. */
export const ssh: Reader = (args, program) => {
  const { options } = sshOptions(args);
  if (!options.has('N') || options.has('f') || options.has('O')) return undefined;
  return { kind: 'server', program: `${program} -N` };
};
