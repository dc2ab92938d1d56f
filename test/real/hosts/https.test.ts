import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../../src/hosts/host.ts';
import { openProcesses } from '../../../src/hosts/processes.ts';
import { openSandbox } from '../../../src/hosts/sandbox/sandbox.ts';
import { get, sandbox, sh, until } from './support.ts';

/** Those of these programs that the machine lacks. */
const lacking = async (...programs: string[]) => {
  const { stdout } = await openProcesses().run([
    'sh',
    '-c',
    'for p; do command -v $p >/dev/null || echo $p; done',
    '',
    ...programs,
  ]);
  return stdout.toString().split('\n');
};
const lacks = await lacking('curl', 'wget', 'openssl');
test('untrusted-https: every name and address is served, to programs that verify, from the first moment on', async () => {
  const host = await sandbox();
  const page = await sh(host, get('https://example.com/a?b'));
  expect(page).toMatchObject({ code: 0, err: '' });
  expect(page.out).toMatch(/^Hello .*\nYou asked 198\.1[89]\.\d+\.\d+ for https:\/\/example\.com\/a\?b\nYour request/);
  const strict = (url: string) => `python3 -c 'import ssl, sys, urllib.request as u
context = ssl.create_default_context(); context.verify_flags |= ssl.VERIFY_X509_STRICT
print(u.urlopen(sys.argv[1], context=context, timeout=15).status)' '${url}'`;
  expect(await sh(host, strict('https://23.185.0.4/'))).toEqual({ code: 0, out: '200\n', err: '' });
  const long = `https://${'a'.repeat(60)}.${'b'.repeat(60)}.example.com/`;
  expect((await sh(host, strict(long))).out).toBe('200\n');
});

test.skipIf(lacks.includes('curl'))('curl and what it shows', async () => {
  const host = await sandbox();
  // A list of the machine's own has no say here.
  const environment = { env: { CURL_CA_BUNDLE: '/dev/null', SSL_CERT_FILE: '/dev/null', SSL_CERT_DIR: '/proc' } };
  const head = await host.run(['curl', '-sI', 'https://www.wikipedia.org'], environment);
  expect([head.exitCode, head.stdout.toString()]).toEqual([0, expect.stringMatching(/^HTTP\/1\.1 200 OK\r\n/)]);
  expect((await sh(host, 'curl -sS https://23.185.0.4')).out).toContain('You asked 23.185.0.4 for https://23.185.0.4/');
});

test.skipIf(lacks.includes('wget'))('wget', async () => {
  const host = await sandbox();
  expect((await sh(host, 'wget -qO- https://example.com')).out).toContain('for https://example.com/');
});

test.skipIf(lacks.includes('openssl'))('openssl, by the directory of hashes and by the list of all', async () => {
  const host = await sandbox();
  const client = 'openssl s_client -verify_return_error -x509_strict';
  const hashed = `${client} -verify_hostname a.example -servername a.example -connect example.com:443 </dev/null 2>&1`;
  expect((await sh(host, hashed)).out).toContain('Verified peername: a.example');
  const wrong = `${client} -verify_hostname b.example -servername a.example -connect example.com:443 </dev/null 2>&1`;
  expect((await sh(host, wrong)).out).toMatch(/hostname mismatch/i);
  const address = `${client} -verify_ip 8.8.8.8 -connect 8.8.8.8:443 </dev/null 2>&1`;
  expect((await sh(host, address)).out).toMatch(/^Verification: OK$/m);
});

test.skipIf(lacks.includes('openssl'))('trust-without-overlay: in a sandbox of sandboxes, /etc is copies', async () => {
  // Overlays stack twice at most: FILESYSTEM_MAX_STACK_DEPTH in the kernel.
  const second = await openSandbox(await sandbox({ internet: 'none' }), { internet: 'none' });
  const host = await openSandbox(second);
  onTestFinished(() => host.dispose());
  expect((await sh(host, 'stat -f -c %T /etc')).out).toBe('tmpfs\n');
  expect((await sh(host, get('https://example.com/'))).code).toBe(0);
  const seen = "ls -A /etc/ssl; ls -A /etc/ssl/certs 2>/dev/null | grep -v '^[0-9a-f]*[.][0-9]$'";
  expect((await sh(host, seen)).out).toBe((await sh(second, seen)).out);
  const client = 'openssl s_client -verify_return_error -connect example.com:443 </dev/null 2>&1';
  expect((await sh(host, client)).out).toMatch(/^Verification: OK$/m);
});

test.skipIf(existsSync('/etc/pki'))(
  'trust-by-links: where lists are links to each other, as on Fedora, all have the authority',
  async () => {
    const machine = await sandbox({ internet: 'none' });
    const list = '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem';
    const links = ['/etc/pki/tls/certs/ca-bundle.crt', '/etc/pki/tls/cert.pem'];
    const laid = `set -e; mkdir -p ${list} /etc/pki/tls/certs; rmdir ${list}
      echo '-----BEGIN CERTIFICATE-----' >${list}
      for link in ${links.join(' ')}; do ln -sf ${list} $link; done`;
    expect(await sh(machine, laid)).toEqual({ code: 0, out: '', err: '' });
    const host = await openSandbox(machine);
    onTestFinished(() => host.dispose());
    expect((await sh(host, `grep -c BEGIN ${list} ${links.join(' ')}`)).out).toBe(
      [list, ...links].map((path) => `${path}:2\n`).join(''),
    );
  },
);

test('authority-outside: it is trusted in the sandbox alone, and another sandbox has another one', async () => {
  const [one, two] = [await sandbox(), await sandbox()];
  const bundle =
    'cat /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt 2>/dev/null | base64 | tr -d "\\n"';
  const list = async (host: Host) => Buffer.from((await sh(host, bundle)).out, 'base64').toString();
  const outside = await list(openProcesses());
  const added = await Promise.all([one, two].map(async (host) => (await list(host)).replace(outside, '')));
  const subjects = added.map((pem) => new X509Certificate(pem).subject);
  for (const subject of subjects) expect(subject).toMatch(/^CN=Netlab simulated internet [0-9a-f]{8}$/);
  expect(new Set(subjects).size).toBe(2);
  for (const other of [await sandbox({ internet: 'none' }), await sandbox({ responder: null })])
    expect(await list(other)).toBe(outside);
  const files = 'ls /etc/ssl/certs /etc/pki/tls/certs 2>/dev/null | sort';
  const names = async (host: Host) => (await sh(host, files)).out;
  expect(await names(await sandbox({ internet: 'none' }))).toBe(await names(openProcesses()));
  expect((await names(one)).split('\n')).toHaveLength((await names(openProcesses())).split('\n').length + 1);
});

test('secret-readable: the private key is in no environment, argument, file or pipe of the sandbox', async () => {
  const host = await sandbox();
  expect(await until(async () => (await sh(host, get('https://1.2.3.4/'))).code === 0, 20_000)).toBe(true);
  // PKCS #8 of such a key always begins like this.
  const looked = await sh(
    host,
    `cd /proc; { cat [0-9]*/environ [0-9]*/cmdline; find /run/netlab -type f -exec cat {} +; } 2>/dev/null | grep -ac 'MIGHAgEAMBM[GH]ByqGSM49'; ls -l /proc/1/fd /proc/$(pgrep -o netlab-internet)/fd | grep -c ' 6 ->'`,
  );
  expect(looked.out).toBe('0\n0\n');
});

test('authority-after-restart: a responder that is started again has the same authority', async () => {
  const host = await sandbox();
  const pid = async () => (await sh(host, 'pgrep -f "^netlab-internet"')).out.trim();
  expect(await until(async () => (await pid()) !== '', 10_000)).toBe(true);
  await sh(host, `kill -9 ${await pid()}`);
  expect(await until(async () => (await sh(host, get('https://1.2.3.4/'))).code === 0, 20_000)).toBe(true);
});
