import { openHost } from '../src/hosts/open.ts';
import type { SandboxOptions } from '../src/hosts/sandbox/sandbox.ts';
import { createKernel, type Kernel } from '../src/kernel/kernel.ts';
import type { OutputStream, RunResult } from '../src/kernel/run-types.ts';
import { DEFAULT_ATTRIBUTES } from '../src/notebook/attributes.ts';

/** A kernel on a sandbox, for as long as `use` takes. */
export async function withKernel<T>(use: (kernel: Kernel) => Promise<T>, options: SandboxOptions = {}): Promise<T> {
  const kernel = createKernel({
    directory: '/tmp',
    defaultHost: 'sandbox',
    openHost: (id) => openHost(id, { internet: 'none', ...options }),
  });
  try {
    return await use(kernel);
  } finally {
    await kernel.dispose();
  }
}

type Write = (stream: OutputStream, chunk: Buffer) => void | Promise<void>;

/** Runs a cell; throws when it does not end well. */
export async function runCell(kernel: Kernel, code: string, write: Write = () => {}): Promise<RunResult> {
  const request = { code, language: 'sh', attributes: DEFAULT_ATTRIBUTES };
  const result = await kernel.run(request, { write, notice: () => {} });
  if (!result.ok) throw new Error(`${code}: ${result.reason}`);
  return result;
}
