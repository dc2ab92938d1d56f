// What the text around a block says of how its commands end, and when they are meant to run.

import { lastSentence } from './text-before.ts';

const FAILS =
  /\b(?:fail(?:s|ed|ure|ing)?|won['’]?t|will not|does(?:n['’]t| not)|do(?:n['’]t| not) (?:work|get|reach|see|have)|can(?:n?ot|['’]t)|could(?:n['’]t| not)|unable|unreachable|unsuccessful|no (?:reply|response|replies|answer|route|connectivity|connection)|not (?:able|reachable|work(?:ing)?|yet|possible|respond)|time[sd]? out|timeout|errors?|denied|refused|packet loss|hangs?|without success|schl[aä]gt fehl|funktioniert (?:noch )?nicht|échoue|ne fonctionne pas|falla|no funciona|no responde|fallisce|non funziona)\b|не (?:работает|проходит|доступ|отвечает)|недоступ|실패|안 (?:된다|됩니다)|되지 않|불가|失敗|失败|不通|无法|無法|できない|できません|届かない|繋がらない|つながらない/i;
/** What programs say of it. */
const FAILED =
  /Network is unreachable|Destination (?:Host|Net|Port) (?:Unreachable|Prohibited)|\b100% packet loss|RTNETLINK answers|Connection (?:refused|timed out|reset)|command not found|No route to host|No such (?:file|device)|Operation not (?:permitted|supported)|Cannot (?:find|open)|does not exist|Name or service not known|Temporary failure|Could not resolve|File exists|Permission denied|\bError: /;
/** "does not fail", "no errors", "without packet loss": that it works. */
const NEGATED =
  /\b(?:not|n['’]t|never|can(?:no|['’])t|no|none|nothing|without|(?<![\d.])0 ?%)\s+(?:\w+\s+){0,2}?(?:fail\w*|errors?|denied|refused|time[sd]? out|timeouts?|(?:packet )?loss|hangs?|lost)\b|\b(?:nicht fehl\w*|ohne fehler)\b/gi;
/** An "if" makes it a remark, and no announcement; so does what would be without something. */
const IF =
  /\b(?:if|in case|unless|when|without\b.*\b(?:would|could|might)|(?:would|could|might)\b.*\b(?:without|otherwise)|otherwise|falls|wenn|si|se|no longer|no more|must not|should(?:n['’]t| not)|without (?:an )?errors?)\b|если|만약|如果|もし/i;

/** Whether it is said that commands fail: by the sentence before them, one that speaks of it right after, or the output that is shown. */
export function announcesFailure(before: string, after: string, expected: string): boolean {
  // What is shown says more than what is told.
  if (expected !== '') return FAILED.test(expected);
  return saysItFails(lastSentence(before)) || saysItFails(saidAfter(after));
}

function saysItFails(sentence: string): boolean {
  return FAILS.test(withoutNegated(sentence)) && !IF.test(sentence);
}

/** The "n't" of "doesn't" is a word of its own there. */
const withoutNegated = (sentence: string): string =>
  sentence
    .replaceAll(/n['’]t\b/gi, ' n’t')
    .replaceAll(NEGATED, '')
    .replaceAll(/ n’t\b/g, 'n’t');

/** The sentence right after a block, if it is about that; what will happen is about the next one. */
function saidAfter(after: string): string {
  const next = after.trimStart().split(/[.!?:。！？]\s|\n\s*\n/)[0] ?? '';
  const isAhead =
    /\b(?:will|won['’]?t|going to|next|now)\b/i.test(next) || /:\s*$/.test(after.trimStart().split('\n', 1)[0] ?? '');
  return isAhead || /^\s*(?:#|```|~~~)/.test(next) ? '' : next;
}

/** Programs say so where something is not there that should have been made, or installed, before. */
const LACKS =
  /Cannot open network namespace|setting the network namespace "[^"\n]*" failed|Cannot find device|: command not found|exec of "[^"\n]*" failed|: failed to (?:execute|run command) /;
export const isLack = (printed: string): boolean => LACKS.test(printed);

const SPEAKS_OF_LACK =
  /\b(?:no longer|not|n['’]t|never)\b.{0,30}\b(?:exists?|there|found|installed|created|made)\b|\bcan(?:no|['’])t find\b|\b(?:gone|deleted|removed|missing|nonexist\w*|non-exist\w*|no such)\b|existiert nicht|gibt es nicht|n['’]existe|no existe|не существует|존재하지|不存在|存在しない/i;

/** Whether it is said, or shown, that just that is not there. */
export function announcesLack(before: string, after: string, expected: string): boolean {
  if (expected !== '') return isLack(expected);
  return SPEAKS_OF_LACK.test(lastSentence(before)) || SPEAKS_OF_LACK.test(saidAfter(after));
}

const CLEANING =
  /\bclean(?:ing)?[- ]?(?:up)?\b|\btear(?:ing)?[- ]?down\b|\bundo\b|\bremov(?:e|al|ing) (?:everything|all|the)\b|\bdelet(?:e|ing) (?:everything|all|the)\b|\baufr[aä]umen\b|\bnettoyage\b|\blimpi(?:eza|ar)\b|\bpulizia\b|정리|삭제|後片付け|片付け|クリーンアップ|清理|清除|очистка|удаление|dọn dẹp/i;

/** Whether what stands under a heading takes away what was built. */
export const isCleaning = (heading: string): boolean => CLEANING.test(heading);
