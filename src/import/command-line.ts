// Whether a line reads as something that was typed at a shell.

import { ACTIONS, ipCommand, OBJECTS } from '../shell/ip.ts';
import { NOUNS, PROGRAMS, WORDS } from './programs.ts';

/** 'sure': nobody means anything else by it. 'maybe': a program may be called that. */
export type Likeness = 'sure' | 'maybe' | 'no';

const BRIDGE_OBJECTS = ['link', 'fdb', 'mdb', 'vlan', 'monitor', 'vni', 'mst'];

/** A word that a program has for its first argument where its name is a word of English as well. */
const FIRST: Readonly<Record<string, RegExp>> = {
  bridge: new RegExp(`^(?:-\\w|${BRIDGE_OBJECTS.join('|')})`),
  route: /^(?:add|del|delete|get|-[\w]+)$/,
  ping: /^(?:-|[\w.:-]*\d[\w.:%-]*$|[\w-]+(?:\.[\w-]+)*$|\$|<|\{)/,
  docker: /^(?:-|[a-z]+$)/,
  kubectl: /^(?:-|[a-z-]+$)/,
  for: /^(?:\w+$|\(\()/,
  if: /^(?:\[|\(\(|!|test|grep|ip|command|\$|ping|which|id|sudo)/,
  while: /^(?:\[|\(\(|!|true|:|read|sleep|ping|sudo|IFS=)/,
  until: /^(?:\[|\(\(|!|ping|nc|curl|sudo)/,
  case: /^["$]/,
  function: /^[\w-]+(?:\(\))?$/,
  export: /^(?:-\w|[A-Za-z_]\w*(?:=|$))/,
  test: /^-\w|^["$]/,
  time: /^[\w./-]+$/,
  make: /^[\w./=-]+$/,
  set: /^[-+][\w-]+$/,
  source: /^[\w./~$"-]+$/,
  host: /^[\w.-]+\.[\w.-]+$/,
};

/** How likely a text is a command, by its first words. */
export function likenessOf(command: string): Likeness {
  const text = (command.trimStart().split('\n', 1)[0] ?? '')
    .trimEnd()
    .replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\$\([^()]*\)|`[^`]*`|[^\s"'`()]*)\s+)+(?=\S)/, '');
  if (/^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.test(text)) return isProse(text) ? 'maybe' : 'sure';
  if (isValue(text)) return 'maybe';
  const formed = likenessOfForm(text);
  if (formed) return formed;
  if (/^[\w-]+\s*\(\)\s*(?:\{|\(|$)/.test(text)) return 'sure';
  const [, first = '', blank = '', rest = ''] = /^([^\s;&|<>]+)(\s*)([\s\S]*)$/.exec(text) ?? [];
  const program = /^[\w./~-]*$/.test(first) ? first.slice(first.lastIndexOf('/') + 1) : first;
  if (/^(?:\.{1,2}|~|\/(?:usr|bin|sbin|opt)\b[\w./-]*)\/[\w.+-]/.test(first)) return isProse(rest) ? 'maybe' : 'sure';
  if (!PROGRAMS.has(program))
    return /^(?:[a-z_][\w.+-]*|\$\{?\w+\}?|"\$\w+")$/.test(first) && !isProse(text) ? 'maybe' : 'no';
  if (/^[,.:!?]/.test(blank + rest) || isProse(rest)) return 'no';
  return likenessOfProgram(program, rest);
}

/** Of what begins with no name: `! ping …`, `((i++))`, `(cd /tmp && pwd)`, `"ls" -l`. */
function likenessOfForm(text: string): Likeness | undefined {
  const [, negated] = /^!\s+(?=[a-z./[])(.*)/.exec(text) ?? [];
  if (negated !== undefined) return likenessOf(negated);
  if (/^\(\(.*\)\)/.test(text)) return /=|\+\+|--/.test(text) ? 'sure' : 'maybe';
  const [, inner] = /^\(\s*(?=[a-z./])(.*\).*)/.exec(text) ?? [];
  if (inner !== undefined) {
    const likeness = likenessOf(inner.replace(/\)[^)]*$/, ''));
    return likeness === 'sure' && !/\s(?:-|\S*[/$=])|[;&|]/.test(inner) ? 'maybe' : likeness;
  }
  const [, , program = '', more = ''] = /^(["'])([\w./-]+)\1(?=\s)(.*)/.exec(text) ?? [];
  return program !== '' && likenessOf(program + more) !== 'no' && PROGRAMS.has(program) ? 'maybe' : undefined;
}

/** Programs whose first argument may be a number, with more behind it. */
const TAKES_NUMBER =
  /^(?:kill|chmod|timeout|sleep|seq|expr|umask|exit|wait|ping6?|nice|factor|shuf|taskset|chrt|head|tail|split|\[|test|\(\()$/;

/** What an expression of another language gives, and where a file is. */
const isValue = (text: string): boolean =>
  /^(?:true|false)$/.test(text) ||
  /^\{\s*['"]?\w+['"]?\s*:\s/.test(text) ||
  /^~\/(?!.*\.(?:sh|py|pl)\b)(?!.*\/s?bin\/)[^-]*$/.test(text);

/** Only within functions and loops. */
const INNER = /^(?:return|continue|break|local|shift)$/;

function likenessOfProgram(program: string, rest: string): Likeness {
  if (INNER.test(program) || (program === 'type' && /\s\S/.test(rest))) return 'maybe';
  // What follows in the line is another command.
  const [own = ''] = rest.split(/(?<!\\)[;&|]/, 1);
  const [argument = ''] = own.split(/\s+/);
  if (program === 'ip') return takesIp(own) ? 'sure' : 'maybe';
  // A table of processes or modules.
  if (/^\d{2,}\s+\S/.test(rest) && !TAKES_NUMBER.test(program)) return 'maybe';
  const pattern = FIRST[program];
  if (pattern)
    return pattern.test(argument) ? 'sure' : argument === '' && /^(?:route|make|set)$/.test(program) ? 'sure' : 'maybe';
  if (NOUNS.has(program)) return /(?:^|\s)(?:--?[a-zA-Z]|[\w.:-]*[/=]\S)/.test(rest) ? 'sure' : 'maybe';
  if (WORDS.has(program)) return rest === '' || /^(?:-|[\w./:$"'~%-]+(?:\s|$))/.test(rest) ? 'sure' : 'maybe';
  if (/^[=:]\s|^\|\s.*\|\s*$/.test(rest)) return 'maybe';
  return 'sure';
}

/** Whether an object of ip(8) follows, perhaps shortened, or something that stands for one. */
function takesIp(rest: string): boolean {
  const words = rest.split(/\s+/).filter(Boolean);
  const { object = '', options } = ipCommand(words);
  if (object === '') return words.length === 0 || options.size > 0;
  return /[$<{]/.test(object) || OBJECTS.includes(object) || ACTIONS.has(object);
}

const STOPWORDS =
  /(?<=^|\s)(?:the|is|are|was|were|will|has|have|can|of|you|your|we|this|that|which|should|must|it|be|an?)(?=[\s,.;:!?]|$)/gi;

/** Whether words read as a sentence. What is quoted or behind a `#` may say anything. */
export function isProse(words: string): boolean {
  const bare = words.replace(/(?:^|\s)#.*$/s, '').replace(/"(?:[^"\\]|\\.)*"?|'[^']*'?/gs, '""');
  // A sentence has more of them than one again and again, which may be a name: `ip netns add a; ip netns exec a true`.
  const stops = new Set(bare.match(STOPWORDS)).size;
  return stops >= 2 || (stops === 1 && /[.:!?]\s*$/.test(bare));
}

/** Whether what follows a `#` is words of the author and no command: `make sure that it is up`. */
export function isRemark(text: string): boolean {
  const likeness = likenessOf(text);
  return likeness === 'no' || (likeness === 'maybe' ? SAID.test(text) : SAID_OF_PROGRAM.test(text));
}

const SAID = /^[a-z]+(?: [a-z',-]+){3,}[.:!]?$/i;
const SAID_OF_PROGRAM =
  /^(?:make|set|find|test|time|watch|ping|file|which|read|let|cut|expect|wait|install|host|head|last|mount|kill|type|route|link|start|stop|exit|help|source) [a-z',-]+(?: [a-z',-]+)+[.:!]?$/i;
