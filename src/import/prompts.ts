// What shells and other programs show before the line that is typed.

import { likenessOf } from './command-line.ts';

const NAME = String.raw`[\p{L}\p{N}_.+-]{1,80}`;
const ENVIRONMENT = String.raw`\([\w.-]{1,80}\) ?`;
const TIME = String.raw`\[?\d{1,2}:\d{2}(?::\d{2})?\]? `;
const USER_AT_HOST = `${NAME}@${NAME}(?:[: ][^$#%❯>]{0,120})?`;

/**
 * The prompt of a shell, with the blank after it: `$ `, `# `, `root@webapp:~# `, `[root@webapp ~]# `, BusyBox's `/ # `,
 * `(venv) $ `, `bash-5.2$ `, `❯ `, or the lower line of Kali's, `└─# `. `bare` is that of one that is a `#` alone, which begins a comment as well.
 */
export const SHELL_PROMPT = new RegExp(
  String.raw`^(?:(?:${TIME})?(?:${ENVIRONMENT})?(?:${USER_AT_HOST}[$#%❯]|\[[^\s\]][^\]]{0,120}\] ?[$#%]|[~/] [$#]|~[\w./-]{0,80}\]?[$#]|-?(?:ba|da|z|k|a)?sh-[\d.]{1,20}[$#]|\$>?)|(?<bare>#)|❯|[└╰]─{1,4}[$#%❯➤>])(?:\s|$)`,
  'u',
);

/** The upper line of a prompt of two, right above one that names no place: Kali's `┌──(root㉿kali)-[~]`, `user@host ~/dir`. */
const UPPER = new RegExp(
  String.raw`^[┌╭]─+\s*\S.*$|^(?:${ENVIRONMENT})?${NAME}@${NAME}(?:: ?[~/]?[^\s$#%❯>]{0,120}| (?:[~/]|(?:in|on|at|via) )[^$#%❯>]{0,120})?$|^~[\w./-]*(?: (?:on|via) .*)?$|^/[\w./-]* (?:on|via) .*$`,
  'u',
);

export const isUpperPrompt = (line: string, next: string | undefined): boolean =>
  next !== undefined && UPPER.test(line.slice(0, 400).trim()) && isLower(next.slice(0, 400));

const isLower = (line: string): boolean => {
  const prompt = promptOf(line);
  return prompt?.kind === 'sure' && prompt.name === undefined;
};

/** Other prompts that can be nothing else: of routers, of programs' own shells, of other systems. */
const OTHER_PROMPTS: readonly RegExp[] = [
  /^%\s/,
  /^(?:[❯➜›»]|λ )/,
  /^>>> /,
  // fish, Junos, RouterOS
  new RegExp(`^(?:${ENVIRONMENT})?${USER_AT_HOST}>(?!>)`, 'u'),
  /^\[[^\s\]][^\]]{0,120}\] ?(?:[/\w ]{0,80})>/,
  // A name and a directory, `alice:~ > `, `lab:/etc> `
  new RegExp(`^(?:${ENVIRONMENT})?${NAME}:[~/][^\\s>]{0,120} ?>(?!>)`, 'u'),
  // `R1# show`, `R1(config-if)# ip`, `host1$ ping`, `lab% ip`, `R1#show`, `postgres=# select`: no command has such a name.
  /^[\p{L}\p{N}_@.:~/-]+(?:\([\w.:/-]+\))?=?#(?:\s|$)/u,
  /^[\p{L}\p{N}_@.:~/-]+(?:\([\w.:/-]+\))?[$%](?:\s|$)/u,
  /^[A-Za-z][\w.-]*(?:\([\w.:/-]+\))?#[a-z?][\w-]*(?:\s|$)/,
  /^[A-Za-z][\w.-]*(?:\([\w.:/-]+\)>(?![>&])|=> | \[[^\]]*\]>(?![>&]))/,
  /^\((?:gdb|lldb|[Pp]db|qemu|rr|dlv)\)(?:\s|$)/,
  /^(?:PS )?(?:[A-Z]:\\|PS [~/])[^>]*>/,
  // But `> /tmp/file` empties a file.
  /^>(?:\s*$|\s(?!\s*[/.~$"'][^\s;|&]*\s*$))/,
];

/** A name, `>` and more: `sw1> show ip route`, `sqlite> .tables`, `Router>enable`. But `name>/dev/null` and `name>"$file"` redirect. */
const NAME_AND_MORE =
  /^([\p{L}_~](?:[\p{L}\p{N}_.~:-]*[\p{L}\p{N}_.~:])?)>(?:\s+(?!\/dev\/|["'$&>(])\S|[\p{L}\p{N}_.?])/u;

/** Programs whose output people write to a file with no blank before the `>`, as in `cat> file`. */
const WRITERS =
  /^(?:arp|awk|base64|bash|bridge|cat|curl|cut|date|declare|df|dig|dmesg|echo|env|export|false|find|free|grep|head|history|hostname|id|ifconfig|ip|ip6?tables(?:-save)?|jq|journalctl|ls|lsmod|lsof|mount|netstat|nft|pidof|ping|printenv|printf|ps|pwd|read|route|sed|seq|set|sh|sort|ss|sysctl|tac|tail|tcpdump|tee|time|tr|true|uname|uniq|uptime|wait|wc|which|who|whoami|xxd|yes|zcat)$/;

/** What stands before a line that was typed. 'glued': a `#` right before a command, which is one that its author left out, or a prompt. */
export interface Prompt {
  /** Its characters, with the blanks around it. */
  readonly length: number;
  /** 'bare': a `#` alone, which begins a comment as well. 'weak': only what follows shows that it is one. */
  readonly kind: 'sure' | 'bare' | 'weak' | 'glued';
  /** The host, network namespace or router that it names. */
  readonly name?: string;
}

/** They count if a command follows: a name and a sign, a `>`, signs of other shells, and any prompt without a blank behind it. */
const WEAK: readonly RegExp[] = [
  /^(?<name>[A-Za-z][\w.-]{0,40})(?::[~/]\S{0,80}? ?|:| [~/][\w./-]{0,80} ?)?[$#%] ?(?=\S)/,
  /^\((?<name>[A-Za-z][\w.-]{0,40})\)[$#>] ?(?=\S)/,
  /^(?:>|›|»|λ|%) +(?=\S)/,
  /^➜ {1,2}(?:\S+ (?:git:\(\S+\) (?:✗ )?)?)?/,
  new RegExp(
    String.raw`^(?:${ENVIRONMENT})?(?:${USER_AT_HOST}[$#%❯]|\[[^\s\]][^\]]{0,120}\] ?[$#%]|[~/] [$#]|~[\w./-]{0,80}\]?[$#]|\$)(?=[a-z./])`,
    'u',
  ),
  // Bash takes no assignment to what `$` gives.
  /^\$(?=[A-Z_][A-Z\d_]*=\S)/,
];

/** Names of those who type, or of the shell, and of no machine. */
const NO_PLACE = /^(?:root|localhost|shell|bash|sh|zsh|prompt|terminal|sudo)$/;

/** The prompt at the beginning of a line. */
export function promptOf(line: string): Prompt | undefined {
  const text = line.slice(0, 400).trimStart();
  const indent = line.slice(0, 400).length - text.length;
  const sure = SHELL_PROMPT.exec(text);
  if (sure) {
    const named = nameIn(sure[0]);
    const name = named !== undefined && NO_PLACE.test(named) ? undefined : named;
    const blanks = /^[ \t]*/.exec(text.slice(sure[0].length))?.[0].length ?? 0;
    const kind = sure.groups?.['bare'] === undefined ? 'sure' : 'bare';
    return { length: indent + sure[0].length + blanks, kind, ...(name === undefined ? {} : { name }) };
  }
  for (const pattern of WEAK) {
    const weak = pattern.exec(text);
    const rest = text.slice(weak?.[0].length);
    if (!weak || likenessOf(rest) !== 'sure' || (weak[0].startsWith('>') && !isPlain(rest))) continue;
    const name = weak.groups?.['name'] ?? nameIn(weak[0]);
    const isPlace = name !== undefined && !NO_PLACE.test(name);
    return { length: indent + weak[0].length, kind: 'weak', ...(isPlace ? { name } : {}) };
  }
  if (/^#[a-z./]/.test(text) && likenessOf(text.slice(1)) === 'sure') return { length: indent + 1, kind: 'glued' };
  return undefined;
}

/** After a `>`, which programs print and drawings have: a command of networks, with nothing that leads to a file. */
const isPlain = (command: string): boolean =>
  !command.includes('>') &&
  /^(?:sudo|ip|bridge|brctl|iptables|nft|sysctl|tc|ping|docker|nsenter|unshare|tcpdump|curl|for)\s+\S/.test(command);

/** The host that a prompt names, or its upper line. */
export const nameIn = (prompt: string): string | undefined => /[@㉿]([\p{L}\p{N}_.+-]{1,80})/u.exec(prompt)?.[1];

/** Whether a line shows a prompt and is no command. */
export function showsPrompt(line: string): boolean {
  const text = line.trimStart();
  const shell = SHELL_PROMPT.exec(text);
  if (shell) return shell.groups?.['bare'] === undefined;
  if (OTHER_PROMPTS.some((prompt) => prompt.test(text))) return true;
  const name = NAME_AND_MORE.exec(text)?.[1];
  return name !== undefined && !WRITERS.test(name);
}
