import { expect, test } from 'vitest';
import { cutAtRandom } from '../real/ssh/cut.ts';
import { noServer, startServer } from '../real/ssh/server.ts';

test('cut-mid-cell at 200 random moments', async ({ skip }) => {
  if (noServer !== undefined) skip(noServer);
  const server = await startServer();
  try {
    await cutAtRandom(server, 200);
    expect(server.log()).toContain('Accepted publickey');
  } finally {
    await server.dispose();
  }
});
