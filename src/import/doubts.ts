// What says of a block of commands that it is perhaps not to be run: words before it, its fence, its first line.

import type { Said } from '../words.ts';
import { type Block, type Reading, shown } from './reading.ts';
import { lastSentence } from './text-before.ts';
import { type ImportCode, sayOfImport } from './words.ts';

/** `output`, `ignore`, `no_run` behind the language. */
const NOT_RUN =
  /(?:^|[\s,{.])(?:output|outputs|result|results|ignore|ignored|no-?_?(?:exec|execute|run|eval|test)|skip|example-output|not-executable)(?=[\s,}]|$)/i;
/** `title="setup.sh"` */
const NAMES_FILE =
  /(?:^|[\s,{])(?:title|file|filename|file-?_?name|name|path|label|caption)\s*[=:]\s*["']?((?:[\w.@~-]*\/)*[\w.@-]+\.\w{1,8}|\/[\w./-]+)["']?(?=[\s,}]|$)|^\w+:((?:[\w.-]*\/)*[\w.-]+\.\w{1,8})/i;
/** A first line that is the name of a file: `# setup.sh`, `# /etc/rc.local`. */
const FILE_COMMENT =
  /^\s*#\s*(?:(?:file|filename|datei|fichier)\s*:\s*)?[`"']?(?:[\w.~-]*\/[\w./-]*|[\w-]+\.(?:sh|bash|conf|service|rules|ya?ml))[`"']?:?\s*$/i;

const FORBIDS =
  /^\W*(?:please\s+)?(?:do\W{1,3}n['’o]t|don['’]t|never)\W{1,3}(?:ever\s+)?(?:run|do|execute|type|try|copy|paste|enter)\b[^,;]{0,60}[:：]\W*$/i;

/** A few words that say nothing else: `Output:`, `You should see:`, `It prints:`, `The result is:`, `returns`. */
const OUTPUT_LABEL =
  /^\W*(?:(?:the|this|its|an?|our|your|example|sample|expected|possible|typical|command)\s+){0,3}(?:outputs?|results?)(?:\s+(?:is|are|of it|should be|will be|looks? like(?: this)?|(?:is\s+)?as follows|again))?\W*$|^\W*(?:you|we|this|it|that|which|and)?\s*(?:(?:should|will|can|now|then)\s+){0,2}(?:see|get|prints?|shows?|displays?|returns?|outputs?|gives?)(?:\s+(?:you|us|something like|this|the following|the output|an output like|output like|similar output|similar to|like|something similar|something similar to)){0,3}\s*\W*$/i;

const FILE_NAME = String.raw`(?:(?<![\w./])[~.]{0,2}\/[\w./\-]*[\w\-]|[\w\-]+\.(?:sh|bash|conf|service|rules|ya?ml|local)|\.bashrc|\.profile)`;
/** `Content of setup.sh:`, `Put this into /etc/x.sh:`, `The script x.sh looks like this:`, and a name alone. */
const FILE_LABEL = new RegExp(
  String.raw`\bcontents? of\b.{0,30}(${FILE_NAME})|\b(?:put|add|append|save|write|paste|insert|place|store)\b.{0,40}\b(?:to|into|in|as|at)\b.{0,30}?(${FILE_NAME})|\b(?:script|file)\b.{0,20}?(${FILE_NAME})[^\p{L}\p{N}]{0,4}(?:looks? like|contains|has|is|reads)\b|^[^\p{L}\p{N}~./]*(?:(?:sudo )?(?:vim?|nano) )?(${FILE_NAME})[^\p{L}\p{N}]*$`,
  'iu',
);
/** Commands that write a file themselves. */
const WRITES = /(?:^|[\s;|])(?:tee|vim?|nano|cp|mv|touch|chmod|mkdir|install|sed|wget|curl|git|ln)\s|<</m;

/** Why commands are perhaps not to be run. */
function doubtOf({ language, info, before, text }: Block, isTranscript: boolean): Said<ImportCode> | undefined {
  const flags = info.slice(language.length);
  if (NOT_RUN.test(flags)) return sayOfImport('fence-says', info);
  const said = lastSentence(before);
  if (FORBIDS.test(said)) return sayOfImport('text-before', shown(said));
  if (isTranscript) return undefined;
  if (NAMES_FILE.test(flags)) return sayOfImport('fence-says', info);
  const [first = ''] = text.trimStart().split('\n', 1);
  if (FILE_COMMENT.test(first)) return sayOfImport('unknown-line', 1, shown(first));
  if (OUTPUT_LABEL.test(said)) return sayOfImport('text-before', shown(said));
  const [file] = (FILE_LABEL.exec(said) ?? []).slice(1).filter((one) => one !== undefined);
  if (file !== undefined && !WRITES.test(text) && !text.includes(file)) return sayOfImport('text-before', shown(said));
  return undefined;
}

/** A reading of which it is asked first. */
export function withDoubt(reading: Reading, block: Block): Reading {
  if (reading.kind !== 'commands' && reading.kind !== 'transcript') return reading;
  const evidence = doubtOf(
    block,
    reading.entries.some(({ prompt }) => prompt !== ''),
  );
  return evidence ? { ...reading, kind: 'unclear', evidence } : reading;
}
