import { openDurable } from '../../../src/hosts/durable/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { kernelSuite } from './suite.ts';

kernelSuite(
  'a sandbox whose processes are kept alive',
  async () => openSandbox(await openDurable({ open: async () => openProcesses(), keepAliveMs: 60_000 })),
  'gigabyte',
);
