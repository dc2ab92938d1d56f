// Commands as somebody types them, in as few processes as possible: quoted for a shell, which runs them on a host.
import type { Host } from '../../../src/hosts/host.ts';
import { shellCommand } from '../../../src/shell/quote.ts';

export interface Typed {
  readonly argv: readonly string[];
  readonly status: number;
  /** Standard output, and standard error behind it. */
  readonly out: string;
}

const PREAMBLE = `
try() { local out; out=$("$@" 2>&1); printf '%s\\x1e%s\\x1d' "$?" "$out"; }
d=$(mktemp -d /run/typed.XXXX)
`;

/** The groups side by side, the commands of each one after the other. */
export async function typed(host: Host, groups: readonly (readonly (readonly string[])[])[]): Promise<Typed[][]> {
  const lines = groups.map(
    (group, at) => `{ :; ${group.map((argv) => `try ${shellCommand(argv)}`).join('; ')}\n} >$d/${at} </dev/null &`,
  );
  const end = `wait; for ((at = 0; at < ${groups.length}; at++)); do cat $d/$at; printf '\\x1c'; done; rm -r $d`;
  const { stdout, stderr } = await host.run(['bash', '-s'], {
    input: `${PREAMBLE}${lines.join('\n')}\n${end}\n`,
    timeoutMs: 60_000,
  });
  const parts = stdout.toString().split('\x1c');
  if (parts.length !== groups.length + 1) throw new Error(`${stderr}`);
  return groups.map((group, at) => {
    const results = (parts[at] ?? '').split('\x1d');
    return group.map((argv, index) => {
      const [status, out = ''] = (results[index] ?? '').split('\x1e');
      return { argv, status: Number(status), out };
    });
  });
}
