import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandWordAtEnd, parseSnippets, snippetsFor } from '../../../../src/editor/cells/snippetOffer.ts';

const snippets = parseSnippets(
  readFileSync(new URL('../../../../snippets/netlab-shell.json', import.meta.url), 'utf8'),
);
const offered = (word: string, text = '') => snippetsFor(word, snippets, text).map(({ prefix }) => prefix);
/** The word at the end of a text. */
const wordAt = (text: string) => commandWordAtEnd(text)?.text;

describe('a snippet is offered', () => {
  it.each([
    'veth',
    '  veth',
    'true; veth',
    'true && veth',
    'ip link | veth',
    'x=$(veth',
    'echo `veth',
    '(veth',
    '{ veth',
    'sudo veth',
    'X=1 veth',
    'if true; then veth',
    'ip link\nveth',
    'for n in a b; do\n  veth',
    'cat <<X\ntext\nX\nveth',
  ])('where a command begins: %j', (text) => {
    expect(wordAt(text)).toBe('veth');
  });

  it.each([
    'ip link add a type veth',
    'ip veth',
    '# veth',
    'ip link # veth',
    "echo 'veth",
    "echo 'a\nveth",
    'echo "a\nveth',
    'cat <<X\nveth',
    'ip link add a type \\\nveth',
    '$((veth',
    '[[ veth',
    '${veth',
    'echo > veth',
    'echo >| veth',
    'cat <veth',
    'veth ',
    '',
  ])('nowhere else: %j', (text) => {
    expect(wordAt(text)).toBeUndefined();
  });

  it('for the beginning of its prefix', () => {
    expect(offered('vet')).toEqual(['veth']);
    expect(offered('nat')).toEqual(['nat']);
    expect(offered('bri')).toEqual(['bridge']);
    expect(offered('eth')).toEqual([]);
  });

  it('not for a function or an alias of the notebook', () => {
    for (const text of ['nat() { :; }', 'function nat { :; }', "alias nat='iptables -t nat'"])
      expect(offered('nat', text)).toEqual([]);
  });
});

it('every prefix is one word, so that what is typed is compared with the whole of it', () => {
  expect(snippets.flatMap(({ prefixes }) => prefixes).filter((prefix) => !/^[a-z_-]+$/.test(prefix))).toEqual([]);
});

// While the list is shown, VS Code itself compares what is typed: as the letters of a prefix, in order, with gaps.
const fits = (typed: string, filter: string) => {
  let at = -1;
  return [...typed].every((letter) => {
    at = filter.indexOf(letter, at + 1);
    return at >= 0;
  });
};

it('enter-takes-a-snippet: no command that bash knows here is one, or becomes one while it is typed', () => {
  const known = execFileSync('bash', ['-c', 'compgen -abck'], { encoding: 'utf8' }).split('\n');
  const others = ['arp', 'bridge', 'ip', 'iptables', 'nc', 'nft', 'ping', 'route', 'ss', 'tc', 'tcpdump', 'traceroute'];
  const commands = [...new Set([...known, ...others])].filter(Boolean);
  expect(commands.length).toBeGreaterThan(100);
  const taken = commands.flatMap((command) =>
    [...command].flatMap((_, at) =>
      snippetsFor(command.slice(0, at + 1), snippets, '')
        .filter(({ filter }) => fits(command, filter))
        .map(({ prefix }) => `${command}: ${prefix}`),
    ),
  );
  expect([...new Set(taken)]).toEqual([]);
});
