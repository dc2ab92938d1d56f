/**
 * The program behind the simulated internet: DNS for any name and a web page at any address. Its standard
 * input is the private key by which it has HTTPS. Runs in the provider's
 * network namespace, where every address is local. A TCP connection is answered from the address it was made to by
 * itself; a UDP answer leaves from the interface's own address, so queries to others are redirected to that one and
 * connection tracking puts the address back (nft(8), "redirect").
 */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { answerQuery, page } from './answers.ts';
import { createHttpsServer } from './https.ts';
import { RESERVED } from './reserved.ts';

/** RFC 1035 §4.2.2: a DNS message over TCP follows its length in two bytes. */
const LENGTH_BYTES = 2;

process.title = 'netlab-internet';

const udp = createSocket('udp4');
udp.on('message', (message, from) => {
  const answer = answerQuery(message);
  if (answer !== undefined) udp.send(answer, from.port, from.address);
});
udp.on('error', giveUp);

const tcp = createServer((connection) => {
  let received = Buffer.alloc(0);
  connection.setTimeout(10_000, () => connection.destroy());
  connection.on('error', () => {});
  connection.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + received.readUInt16BE(0);
      if (received.length < end) break;
      const answer = answerQuery(received.subarray(LENGTH_BYTES, end));
      received = received.subarray(end);
      if (answer === undefined) return connection.destroy();
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(answer.length);
      // A client that asks and does not read the answers is not listened to further.
      if (!connection.write(Buffer.concat([length, answer])))
        connection.pause().once('drain', () => connection.resume());
    }
  });
});
tcp.on('error', giveUp);

const http = createHttpServer((request, response) => {
  const { localAddress = '', remoteAddress = '' } = request.socket;
  const scheme = request.socket instanceof TLSSocket ? 'https' : 'http';
  const url = `${scheme}://${request.headers.host ?? localAddress}${request.url ?? '/'}`;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(page({ url, server: localAddress, client: remoteAddress }));
});
http.on('error', giveUp);

const https = createHttpsServer(http, readFileSync(0, 'latin1'));
https.on('error', giveUp);

await Promise.all([
  new Promise<void>((resolve) => udp.bind(53, '0.0.0.0', resolve)),
  new Promise<void>((resolve) => tcp.listen(53, '0.0.0.0', resolve)),
  new Promise<void>((resolve) => http.listen(80, '0.0.0.0', resolve)),
  new Promise<void>((resolve) => https.listen(443, '0.0.0.0', resolve)),
]);
// Until here the provider dropped TCP and UDP in silence, so that a client that asked early asks again.
await run('ip', ['-batch', '-'], 'rule del pref 1\nrule del pref 2\n');
await askOnce();
await redirectQueries();

function giveUp(error: Error): void {
  console.error(`netlab-internet: ${error.message}`);
  process.exit(1); // it is started again
}

/** Nobody need ask twice now: a netns from which no answer can come has its names resolved, in vain, sooner. */
async function askOnce(): Promise<void> {
  const file = '/etc/resolv.conf';
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text === process.env['NETLAB_RESOLV_CONF']) await writeFile(file, text.replace('attempts:5', 'attempts:1'));
}

/** By nft or else iptables. Without both, only the resolver of the sandbox's resolv.conf answers over UDP. */
async function redirectQueries(): Promise<void> {
  // Before routing: what is reserved must be left out here, too.
  const rule = `ip daddr != { ${RESERVED.join(', ')} } udp dport 53 redirect`;
  if (
    await run(
      'nft',
      ['-f', '-'],
      `table ip netlab { chain dns { type nat hook prerouting priority dstnat; ${rule}; }; }`,
    )
  )
    return;
  const append = ['-t', 'nat', '-A', 'PREROUTING'];
  await run('iptables', [...append, '-d', RESERVED.join(','), '-j', 'RETURN'], '');
  await run('iptables', [...append, '-p', 'udp', '--dport', '53', '-j', 'REDIRECT'], '');
}

function run(program: string, args: readonly string[], input: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = execFile(program, args, (error) => resolve(error === null));
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}
