import { createPrivateKey } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { newParty, partyOf, serverCertificate } from './certificate.ts';

/** How many certificates are kept: whoever asks for ever more names must not fill the memory. */
const KEPT = 1000;

/**
 * A server that hands to `http` what it decrypts. It has a certificate of the authority with this private key (makeAuthority)
 * for each name that is asked for, or else for the address.
 */
export function createHttpsServer(http: HttpServer, secret: string): Server {
  const contextFor = issuer(secret);
  return createServer((socket) => {
    const secure = new TLSSocket(socket, {
      isServer: true,
      ALPNProtocols: ['http/1.1'],
      secureContext: contextFor(socket.localAddress ?? ''),
      SNICallback: (name, done) => done(null, contextFor(name)),
    });
    // Who does not trust us, or does not speak TLS, hangs up.
    secure.on('error', () => socket.destroy());
    socket.on('error', () => secure.destroy());
    http.emit('connection', secure);
  });
}

function issuer(secret: string): (name: string) => SecureContext {
  const der = Buffer.from(secret, 'base64');
  const authority = partyOf(createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }));
  const server = newParty();
  const key = server.key.export({ type: 'pkcs8', format: 'pem' });
  const contexts = new Map<string, SecureContext>();
  return (name) => {
    const known = contexts.get(name);
    if (known) return known;
    if (contexts.size >= KEPT) contexts.clear();
    const made = createSecureContext({ key, cert: serverCertificate(authority, server, name) });
    contexts.set(name, made);
    return made;
  };
}
