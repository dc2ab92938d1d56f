/** A chain as `nft list ruleset` prints it. */
export interface PrintedChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** 'type filter hook input priority filter - 5': of a chain that the kernel calls on its own. */
  readonly hook?: string;
  readonly policy?: string;
  /** 'ingress device "eth0"': the links that it belongs to. */
  readonly devices?: readonly string[];
  /** Its table is switched off (nft(8), "dormant"). */
  readonly dormant: boolean;
  /** By their handles, in their order. */
  readonly rules: ReadonlyMap<number, string>;
}

/** Reads what `nft --handle list ruleset` prints: each table, chain and rule ends its first or only line with its handle. */
export function printedChains(ruleset: string): PrintedChain[] {
  const chains: PrintedChain[] = [];
  let table = { family: '', name: '', dormant: false };
  let chain: (PrintedChain & { rules: Map<number, string> }) | undefined;
  let unfinished = '';
  for (const line of ruleset.split('\n')) {
    const [, family, tableName] = /^table (\S+) (.*) \{ # handle \d+$/.exec(line) ?? [];
    const [, chainName] = /^\tchain (.*) \{ # handle \d+$/.exec(line) ?? [];
    if (family !== undefined && tableName !== undefined) table = { family, name: tableName, dormant: false };
    else if (/^\tflags .*\bdormant\b/.test(line)) table.dormant = true;
    else if (chainName !== undefined) {
      const { name, ...rest } = table;
      chain = { ...rest, table: name, name: chainName, rules: new Map() };
      chains.push(chain);
    } else if (line === '\t}') chain = undefined;
    else if (chain) {
      const [, hook, policy] = /^\t\t(type \S+ hook .+?);(?: policy (\w+);)?$/.exec(line) ?? [];
      if (hook !== undefined) {
        chain = Object.assign(chain, { hook, devices: devicesOf(hook) }, policy === undefined ? {} : { policy });
        continue;
      }
      // A rule with a long set continues in the next line.
      const text = unfinished === '' ? line.replace(/^\t\t/, '') : `${unfinished} ${line.trim()}`;
      const [, rule, handle] = /^(.*) # handle (\d+)$/.exec(text) ?? [];
      if (rule !== undefined) chain.rules.set(Number(handle), rule);
      unfinished = rule === undefined && !/^comment "/.test(text) ? text : '';
    }
  }
  return chains;
}

/** `device "lo"`, `devices = { lo, "eth0" }`. */
function devicesOf(hook: string): string[] {
  const [, several, one] = / devices? (?:= \{ (.*) \}|"([^"]*)") priority /.exec(hook) ?? [];
  return one === undefined ? (several?.split(', ').map((name) => name.replace(/^"(.*)"$/, '$1')) ?? []) : [one];
}
