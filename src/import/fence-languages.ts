// What the language of a fence says of its text.

/**
 * 'shell': commands. 'console': what a terminal showed. 'none': nothing, as no language does. 'text': text of any kind.
 * 'printed': what a program printed. 'config': a file. 'code': another language. 'dialect': something of the Markdown dialect's own.
 */
export type FenceSays = 'shell' | 'console' | 'none' | 'text' | 'printed' | 'config' | 'code' | 'dialect';

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

const LANGUAGES: Readonly<Record<Exclude<FenceSays, 'dialect'>, readonly string[]>> = {
  shell: words('sh bash shell zsh ash dash ksh netlab shellscript shell-script'),
  console: ['console'],
  none: [''],
  text: words('text txt plaintext plain none code raw nohighlight no-highlight notrust unknown'),
  printed: words('output log logs result results stdout stderr trace'),
  config: words(
    `yaml yml json json5 jsonc toml ini conf cfg config nginx apache apacheconf haproxy systemd service properties dotenv desktop
    xml csv tsv hcl tf terraform nft nftables iptables caddyfile dnsmasq netplan network interfaces diff patch unit`,
  ),
  code: words(
    `python py python3 pycon ipython c h cpp c++ cc go golang rust rs java js javascript ts typescript jsx tsx ruby rb perl pl lua
    php html css scss sql dockerfile docker makefile make cmake mermaid dot graphviz plantuml puml vim viml tex latex r scala
    kotlin swift http graphql proto protobuf asm nasm awk sed powershell ps1 pwsh bat batch dos cmd cisco ios junos routeros p4
    promql regex svg markdown md rst asciidoc ascii art diagram ditaa haskell hs ocaml elixir erlang clojure lisp scheme groovy
    dart nix zig bpf bpftrace math gitignore fish csh tcsh tcl expect mysql psql redis frr vtysh`,
  ),
};

/** Reads the first word of an info string. One that is written almost like that of a shell is meant to be it. */
export function fenceSays(language: string, info: string): FenceSays {
  if (language.startsWith('{')) return 'dialect';
  // Attributes alone: it was written for us.
  if (language === '' && info.trimStart().startsWith('{')) return 'shell';
  for (const [says, languages] of entriesOf(LANGUAGES)) if (languages.includes(language)) return says;
  return ['bash', 'shell', 'console'].some((meant) => isSlip(language, meant)) ? 'shell' : 'text';
}

// Safe: the object is a literal with just these keys.
const entriesOf = (table: typeof LANGUAGES) =>
  Object.entries(table) as [Exclude<FenceSays, 'dialect'>, readonly string[]][];

/** Whether a word is another with two neighbours exchanged, or one letter more or less. */
function isSlip(word: string, meant: string): boolean {
  if (word.length < 3 || Math.abs(word.length - meant.length) > 1) return false;
  const at = [...meant].findIndex((letter, i) => letter !== word[i]);
  const rest = (text: string, skip: number) => text.slice(at + skip);
  return (
    rest(word, 1) === rest(meant, 0) ||
    rest(word, 0) === rest(meant, 1) ||
    (word[at] === meant[at + 1] && word[at + 1] === meant[at] && rest(word, 2) === rest(meant, 2))
  );
}
