// How a command is written, which is not what is typed: `ip link add DEVICE type TYPE`, `ip [ OPTIONS ] OBJECT`.

/** `iptables [-t table] …`, `iptables -A INPUT ...` */
const ABBREVIATED = /\S.*\s\[(?!\s|\w-\w\]|\[)/;
const CUT = /\S.*\s(?:\.\.\.|…)(?:\s|$)/;
/** `ip [ OPTIONS ]`: no test, which stands where a command does. */
const OPTIONAL = /^\s*(?!(?:if|while|until|elif|then|do|else)\s)[\w./-]+(?:\s+[\w.:/=@-]+)*\s+\[\s+[^\]]*\]/;
/** `{ add | del }`, `{on|off}`: no commands in braces, which end in `;` or a line. */
const CHOICE = /[\w\]}-]\s+\{\s*[\w[-][^;{}()]*\|[^;{}()]*\}/;
const RULE = /^\s*[A-Z][A-Z_-]*\s*:=/;
/** A line of nothing but options, or of what may be left out. */
const OPTIONS = /^\s*--?[a-z]|^\s*\[\s+(?![-!"$])[^\]=<>"$]*\]\s*(?:$|\[|\{)/i;

/** Words for which the reader has to put another. */
const METAVARIABLE =
  /^(?:DEV(?:ICE)?(?:_?NAME)?|I(?:F|FACE|NTERFACE)(?:_?NAME)?|TYPE|ADDR(?:ESS)?|IP_?ADDR(?:ESS)?|IP_?ADDRESS|LLADDR|MAC_?ADDR(?:ESS)?|PREFIX|NAME|NETNS(?:_?NAME)?|NS_?NAME|NAMESPACE|STRING|NUMBER|OBJECT|COMMAND|OPTIONS?|VALUE|ARGUMENTS?)$/;
const TAKES_THEM = /^\s*(?:sudo\s+)?(?:ip|bridge|brctl|tc|ifconfig|route|ethtool|wg|arping)\s/;

/** `bare`: the line with dots for what is quoted, see shell/lines.ts. */
export function isSynopsis(line: string, bare: string): boolean {
  if (CUT.test(bare) && CUT.test(line)) return true;
  if (ABBREVIATED.test(bare) || OPTIONAL.test(bare) || CHOICE.test(bare) || RULE.test(bare) || OPTIONS.test(bare))
    return true;
  return TAKES_THEM.test(bare) && bare.split(/\s+/).some((word) => METAVARIABLE.test(word));
}

/** Whether a command is written in part: `docker run ...`. */
export const isAbbreviated = (line: string): boolean => CUT.test(line);

/** The program that a line of shell begins with, by its bare name. */
export const programOf = (line: string): string => /^\s*(?:sudo\s+)?(?:\S*\/)?([\w.+-]+)(?=\s|$)/.exec(line)?.[1] ?? '';
