import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMachine } from '../../../src/hosts/machine/machine.ts';
import { english } from '../../said.ts';
import { TestKernel } from '../kernel/harness.ts';
import { asker, changedConfig, connectTo, describeWithServer, makeKey, PASSWORD, testServer } from './server.ts';

/** Where on this machine a text stands: command lines, environments, and the files below a folder. */
function places(secret: string, folder: string): string[] {
  const inProcesses = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  const files = execFileSync('find', [folder, '-type', 'f']).toString().trim().split('\n');
  return [...inProcesses, ...files].filter((file) => {
    try {
      return readFileSync(file, 'latin1').includes(secret);
    } catch {
      return false; // It has ended, or is another user's.
    }
  });
}

describeWithServer('secret-never-leaks', () => {
  test('a passphrase and passwords are nowhere but in memory, right or wrong', async () => {
    const server = await testServer({
      shell: '/bin/sh',
      config: ['AuthenticationMethods publickey,password', 'LogLevel DEBUG3'],
    });
    const secrets = {
      passphrase: randomBytes(12).toString('hex'),
      wrong: randomBytes(12).toString('hex'),
      right: PASSWORD,
    };
    const key = join(server.directory, 'locked');
    makeKey(key, secrets.passphrase);
    appendFileSync(join(server.directory, 'authorized_keys'), readFileSync(`${key}.pub`));
    const config = changedConfig(server, { IdentityFile: key });

    const all = Object.values(secrets);
    const refused = await connectTo(config, asker([secrets.passphrase, secrets.wrong])).catch(
      (error: unknown) => error,
    );
    const who = asker([secrets.passphrase, secrets.wrong, secrets.right]);
    const machine = { id: 'ssh:lab', label: 'lab', become: 'none', mayStall: true, asker: who } as const;
    const lab = new TestKernel(async () => openMachine(await connectTo(config, who), machine));
    try {
      const ran = await lab.run('env; set; ps -ef 2>/dev/null; echo done');
      expect(ran.stdout).toContain('done\n');
      for (const secret of all) {
        expect(places(secret, server.directory)).toEqual([]);
        expect(places(secret, lab.directory)).toEqual([]);
        expect(server.log()).not.toContain(secret);
        expect(`${ran.stdout}${ran.stderr}`).not.toContain(secret);
        expect(JSON.stringify(refused, Object.getOwnPropertyNames(refused))).not.toContain(secret);
      }
      for (const { secret, text } of who.questions)
        expect([secret, all.some((known) => english(text).includes(known))]).toEqual([true, false]);
    } finally {
      await lab.close();
    }
    // The search finds what is there.
    expect(places(server.hostKey, server.directory)).toContain(server.knownHosts);
  });
});
