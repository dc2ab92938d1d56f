// In which terminal the text of a lesson says that something is typed.

/** `new`: one that has just been opened. `other`: one beside that in which the lesson began. */
export type Terminal = 'first' | 'other' | 'new';

const WINDOW = String.raw`(?:terminal|tty|(?:(?:console|shell|terminal|ssh|bash)\s+)?(?:windows?|tabs?|sessions?)|console)\b`;
const FIRST = new RegExp(
  String.raw`\b(?:first|original|initial|1st|previous|main)\s+${WINDOW}|\b(?:first|original) shell\b|\bterminal\s+#?(?:1|one|A)\b|\bback\s+(?:in|to|on)\s+the\s+other\s+${WINDOW}|\bersten Terminal\b|\bpremier terminal\b|\bprimera? terminal\b|перв\S+ терминал|첫 ?번째 터미널|第一个终端|最初のターミナル`,
  'i',
);
const NEW = new RegExp(
  String.raw`\bnew\s+${WINDOW}|\bopen(?:ing)?\s+(?:up\s+)?(?:a|an|yet)\s+(?:second|another|other|separate|different|third)\s+${WINDOW}|\bneues? Terminal\b|\bnouveau terminal\b|\bnueva? terminal\b|нов\S+ терминал|새 ?터미널|新(?:的)?终端|新しいターミナル`,
  'i',
);
const OTHER = new RegExp(
  String.raw`\b(?:second|2nd|another|other|separate|different|third|3rd)\s+${WINDOW}|\b(?:in|from) (?:a second|another) shell\b|\bterminal\s+#?(?:2|two|3|three|B)\b|\b(?:zweiten|anderen) Terminal\b|\b(?:deuxième|second|autre) terminal\b|\b(?:segunda?|otra|otro) terminal\b|(?:друг|втор)\S+ терминал|(?:다른|두 ?번째) 터미널|(?:另一个|第二个)终端|別のターミナル`,
  'i',
);
/** It does not say that it is so. */
const REMARK = /\b(?:if|unless|no need|not|n['’]t|without|instead of|rather than|could|may|might)\b/i;

/** What the last of its sentences that speaks of a terminal says. */
function saidBy(paragraph: string): Terminal | undefined {
  const sentences = paragraph.replaceAll('\n', ' ').split(/(?<=[.!?。！？])\s*/);
  const sentence = sentences.findLast((one) => [FIRST, NEW, OTHER].some((words) => words.test(one)));
  if (sentence === undefined || REMARK.test(sentence)) return undefined;
  if (FIRST.test(sentence)) return 'first';
  return NEW.test(sentence) ? 'new' : 'other';
}

/** What is said of a block: by the paragraph before it, the heading over that, or the comment with which it begins. */
export function terminalOf(before: string, block: string): Terminal | undefined {
  const [comment = ''] = block.trimStart().split('\n', 1);
  const [heading = '', paragraph = ''] = ['', ...before.trim().split(/\n\s*\n/)].slice(-2);
  return (
    (/^#\s/.test(comment) ? saidBy(comment) : undefined) ??
    saidBy(paragraph) ??
    (heading.startsWith('#') ? saidBy(heading) : undefined)
  );
}
