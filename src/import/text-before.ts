// What the text before a block says that comes now, in the languages of lessons.

/** The end of what is said. */
export function lastSentence(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line.split(/[.!?]\s+(?=\S)|[。！？](?=\S)/).at(-1) ?? '';
}

const OUTPUT =
  /\b(?:outputs?|results?|looks? (?:like|similar)|should (?:see|show|look|get|be|return|print|have)|(?:will|can|'ll|’ll) (?:see|get)|expected|prints?|displays?|returns?|similar to|ausgabe|ergebnis|sortie|résultat|salida|resultado|saída|вывод|результат)\b|출력|결과|结果|输出|出力|表示|顯示|輸出/i;
export const comesOutput = (text: string): boolean => OUTPUT.test(lastSentence(text));

const SAID =
  /\boutputs?\b(?! (?:interfaces?|devices?|ports?|chains?|hooks?|queues?|rules?|packets?|traffic|filter\w*|is (?:dropped|accepted)))|\blooks? (?:like|similar)|\bshould (?:see|look)|\bausgabe\b|\bsalida\b|вывод|출력|输出|出力|輸出/i;
/** The same in words that can mean nothing else. */
export const saysOutput = (text: string): boolean => SAID.test(lastSentence(text));

const AGAIN =
  /\b(?:again|re-?(?:run|try|test|peat)\w*|once more|one more time|second time|this time|still|nochmal|erneut|wieder|de nuevo|otra vez|encore)\b|다시|再び|再度|もう一度|再次|再试|снова|ещё раз|еще раз|повтор/i;
/** Whether it is said that something is done once more. */
export const comesAgain = (text: string): boolean => AGAIN.test(lastSentence(text));

const FILE =
  /\b(?:file|create|edit|add|append|save|put|paste|write|modify|contents?|configuration|config|script|named?|called)\b.*(?:\/etc\/|\.(?:conf|ya?ml|sh|service|json|ini|cfg|network|netdev|rules|py|c|go|toml)\b|\bfile\b)|файл|文件|ファイル|파일|\b(?:fichero|archivo|datei|fichier)\b|\/etc\/[\w./-]+\W*$|\.(?:conf|ya?ml|service|json|ini|cfg|network|netdev)\W*$/i;
export const comesFile = (text: string): boolean => FILE.test(lastSentence(text));

const EDITED =
  /\b(?:edit|creat|open|save|put|editamos|creamos|bearbeit)\w*\b.*\b(?:files?|fichero|archivo|datei|fichier)\b/i;
/** Whether it is said that a file is to be written. */
export const isFileEdited = (text: string): boolean => EDITED.test(lastSentence(text));

const SCRIPT = /\bscripts?\b|\.(?:sh|py|pl|rb)\b|скрипт|스크립트|脚本|スクリプト/i;
export const comesScript = (text: string): boolean => SCRIPT.test(text);

const COMMAND = /command|befehl|commande|comando|команд|명령|命令|コマンド/i;
export const namesCommand = (text: string): boolean => COMMAND.test(lastSentence(text));

const RUN =
  /\b(?:run|execute|issue|invoke|type|enter|launch|starte?|ausführen|ejecuta\w*|exécute\w*)\b|실행|运行|执行|執行|実行|выполни|запусти/i;
/** Whether it is said that something is to be run. */
export const asksToRun = (text: string): boolean => /[:：]\s*$/.test(text.trimEnd()) && RUN.test(lastSentence(text));

const EDITOR = /^(?:sudo\s+)?(?:vim?|nvim|nano|emacs|mcedit|sudoedit|gedit|pico)\s+\S+$/;
/** A command that opens a file in an editor. */
export const editsFile = (command: string): string | undefined => EDITOR.exec(command)?.[0];
