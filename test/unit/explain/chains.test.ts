import { describe, expect, test } from 'vitest';
import { chainsAt, runChain } from '../../../src/explain/chains.ts';
import type { Firewall } from '../../../src/topology/model.ts';
import { packet, seen } from './packets.ts';

const saved = (text: string, policy = 'ACCEPT'): Firewall => ({
  iptables: `*filter\n:INPUT ACCEPT\n:FORWARD ${policy}\n:MINE -\n:YOURS -\n${text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n')}\nCOMMIT`,
});

/** What a ping meets at FORWARD; of rules that may hold or not, as `decided` says. */
function forward(firewall: Firewall, decided: readonly boolean[] = []) {
  const [chain] = chainsAt(firewall).get('ip forward') ?? [];
  if (!chain) throw new Error('no chain');
  const left = [...decided];
  const ran = runChain(firewall, chain, seen(packet('10.0.0.2', '10.0.1.2')), () => left.shift() ?? false);
  return { ...ran, kind: ran.effect.kind };
}

describe('the rules of a chain', () => {
  test('the first that holds decides, otherwise the policy', () => {
    expect(forward(saved('-A FORWARD -s 10.0.0.0/24 -j DROP\n-A FORWARD -j ACCEPT')).kind).toBe('drop');
    expect(forward(saved('-A FORWARD -s 10.9.0.0/24 -j ACCEPT', 'DROP')).kind).toBe('drop');
    expect(forward(saved('-A FORWARD -p tcp -j REJECT')).kind).toBe('accept');
  });

  test('a jump comes back, a goto does not', () => {
    const mine = '-A MINE -p tcp -j DROP';
    expect(forward(saved(`-A FORWARD -j MINE\n-A FORWARD -j ACCEPT\n${mine}`, 'DROP')).kind).toBe('accept');
    expect(forward(saved(`-A FORWARD -g MINE\n-A FORWARD -j ACCEPT\n${mine}`, 'DROP')).kind).toBe('drop');
  });

  test('a-zone-is-no-mark: what sets something that is not modelled leaves the end open', () => {
    const nft = (key: object) => [
      { chain: { family: 'ip', table: 't', name: 'f', hook: 'forward', prio: 0, policy: 'accept', type: 'filter' } },
      { rule: { family: 'ip', table: 't', chain: 'f', expr: [{ mangle: { key, value: 5 } }] } },
    ];
    const kind = (key: object) => forward({ nft: JSON.parse(JSON.stringify(nft(key))) }).kind;
    expect(kind({ ct: { key: 'zone' } })).toBe('doubt');
    expect(kind({ payload: { protocol: 'ip', field: 'saddr' } })).toBe('doubt');
    expect([{ meta: { key: 'mark' } }, { meta: { key: 'nftrace' } }, { ct: { key: 'mark' } }].map(kind)).toEqual([
      'accept',
      'accept',
      'accept',
    ]);
  });

  test('a return leaves the chain that it stands in', () => {
    const rules = '-A FORWARD -j MINE\n-A FORWARD -j ACCEPT\n-A MINE -j RETURN\n-A MINE -j DROP';
    expect(forward(saved(rules, 'DROP')).kind).toBe('accept');
    expect(forward(saved('-A FORWARD -j RETURN\n-A FORWARD -j ACCEPT', 'DROP')).kind).toBe('drop');
  });

  test('a goto that was jumped to comes back to where the jump was', () => {
    const rules =
      '-A FORWARD -j MINE\n-A FORWARD -j ACCEPT\n-A MINE -g YOURS\n-A MINE -j DROP\n-A YOURS -p tcp -j DROP';
    expect(forward(saved(rules, 'DROP')).kind).toBe('accept');
  });

  test('a rule that may hold or not is asked about once, and only where it could', () => {
    const recent = '-m recent --rcheck --name x --rsource';
    const rules = (rest: string) => saved(`-A FORWARD ${rest} ${recent} -j DROP`);
    expect(forward(rules(''), [true]).kind).toBe('drop');
    expect(forward(rules(''), [false]).kind).toBe('accept');
    expect(forward(rules('-s 10.9.0.0/24'), [true]).kind).toBe('accept');
  });

  test('what does something unknown is a doubt, what only says something is not', () => {
    expect(forward(saved('-A FORWARD -j TEE --gateway 10.0.0.9'), [true]).kind).toBe('doubt');
    expect(forward(saved('-A FORWARD -j LOG --log-prefix "x "\n-A FORWARD -j DROP')).kind).toBe('drop');
  });

  test('a mark is what later rules see', () => {
    const mangle: Firewall = {
      iptables:
        '*mangle\n:FORWARD ACCEPT\n-A FORWARD -j MARK --set-xmark 0x5/0xffffffff\n-A FORWARD -m mark --mark 0x5 -j DROP\nCOMMIT',
    };
    expect(forward(mangle)).toMatchObject({ kind: 'drop', mark: 5 });
  });

  test('a limit lets one packet pass', () => {
    expect(forward(saved('-A FORWARD -m limit --limit 1/hour -j DROP')).kind).toBe('drop');
  });
});

test('chains of a hook come by their priorities', () => {
  const firewall: Firewall = {
    iptables:
      '*filter\n:FORWARD ACCEPT\nCOMMIT\n*raw\n:PREROUTING ACCEPT\nCOMMIT\n*mangle\n:PREROUTING ACCEPT\n:FORWARD ACCEPT\nCOMMIT\n*nat\n:PREROUTING ACCEPT\nCOMMIT',
  };
  const tables = (hook: string) =>
    chainsAt(firewall)
      .get(hook)
      ?.map(({ table }) => table);
  expect(tables('ip prerouting')).toEqual(['raw', 'mangle', 'nat']);
  expect(tables('ip forward')).toEqual(['mangle', 'filter']);
  expect(tables('ip6 forward')).toBeUndefined();
});
