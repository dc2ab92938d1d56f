import { readFileSync, statSync } from 'node:fs';
import type { BaseAgent, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { Argument, Said } from '../../words.ts';
import type { Asker } from '../asker.ts';
import { within } from '../within.ts';
import type { SshTarget } from './target.ts';
import { saySsh } from './words.ts';

type Library = typeof import('ssh2');

/** A key that may be shown to a server; it signs only when the server says that it would do. */
export interface Identity {
  /** For messages: '~/.ssh/id_ed25519', 'a key of the agent'. */
  readonly from: Argument;
  readonly agent: BaseAgent;
}

/** How long the agent may take to say which keys it has, in ms: less than servers and ConnectTimeout allow for all of it. */
const AGENT_MS = 5000;
/** Passphrases are wrong at most so often, as with ssh(1). */
const PASSPHRASE_TRIES = 3;

/**
 * The keys to try, in the order of ssh(1): those of the agent that the configuration names, the agent's others, then the
 * files that the agent does not hold. `notes` gets what could not be used.
 */
export async function findIdentities(
  library: Library,
  target: SshTarget,
  asker: Asker,
  notes: Said[],
): Promise<readonly Identity[]> {
  const files = target.identityFiles.flatMap((file) => readIdentityFile(library, file, notes));
  const held = await agentKeys(library, target, notes);
  const isNamed = (key: ParsedKey) => files.some((file) => file.publicKey?.equals(key.getPublicSSH()));
  const isHeld = ({ publicKey }: KeyFile) =>
    publicKey !== undefined && held.some(({ key }) => key.equals(publicKey.getPublicSSH()));
  return [
    ...held.filter(({ key }) => isNamed(key)),
    ...(target.identitiesOnly ? [] : held.filter(({ key }) => !isNamed(key))),
    ...files
      .filter((file) => file.text !== undefined && !isHeld(file))
      .map((file) => fileIdentity(library, file, asker, target)),
  ];
}

interface AgentKey extends Identity {
  readonly key: ParsedKey;
}

const AGENT_KEY = saySsh('agent-key');

async function agentKeys(library: Library, target: SshTarget, notes: Said[]): Promise<readonly AgentKey[]> {
  if (target.agent === undefined) return [];
  const agent = library.createAgent(target.agent);
  const asked = new Promise<readonly ParsedKey[] | undefined>((resolve) => {
    agent.getIdentities((error, found) => {
      if (error) return resolve(undefined);
      // Typed for what may be asked of any agent; an agent of OpenSSH gives parsed keys.
      const parsed = (found ?? []).map((key) => library.utils.parseKey(key as Buffer));
      resolve(parsed.flatMap((key) => (key instanceof Error ? [] : [key])));
    });
  });
  const keys = await within(AGENT_MS, asked);
  if (!keys) notes.push(saySsh('agent-silent'));
  return (keys ?? []).map((key) => ({
    key,
    from: AGENT_KEY,
    agent: oneKey(library, key, (data, options, done) => agent.sign(key, data, options, done)),
  }));
}

interface KeyFile {
  readonly file: string;
  /** The private key as it is in its file, if it has one. */
  readonly text: string | undefined;
  readonly publicKey: ParsedKey | undefined;
}

function readIdentityFile(library: Library, file: string, notes: Said[]): readonly KeyFile[] {
  const text = readText(file);
  const publicText = text?.includes('PRIVATE KEY') === false ? text : readText(`${file}.pub`);
  if (text === undefined && publicText === undefined) return [];
  const parsed = library.utils.parseKey(publicText ?? text ?? '');
  const publicKey = parsed instanceof Error ? publicPart(library, text ?? '') : parsed;
  const privateText = text?.includes('PRIVATE KEY') && isPrivate(file, notes) ? text : undefined;
  if (publicKey === undefined && !text?.includes('PRIVATE KEY')) notes.push(saySsh('unusable-key', file));
  return [{ file, text: privateText, publicKey }];
}

/** As sshkey_perm_ok() of OpenSSH: a key of ours that others can read is one no longer. */
function isPrivate(file: string, notes: Said[]): boolean {
  const { uid, mode } = statSync(file);
  if (uid !== process.getuid?.() || (mode & 0o077) === 0) return true;
  notes.push(saySsh('readable-key', file));
  return false;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

/** An encrypted key of OpenSSH begins with its public half: PROTOCOL.key in the sources of OpenSSH. */
function publicPart(library: Library, text: string): ParsedKey | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const data = Buffer.from(body, 'base64');
  let at = 'openssh-key-v1\0'.length;
  const string = () => {
    const size = data.readUInt32BE(at);
    at += 4 + size;
    return data.subarray(at - size, at);
  };
  try {
    for (const _ of ['cipher', 'kdf', 'kdf options']) string();
    at += 4; // How many keys: always one.
    const key = library.utils.parseKey(string());
    return key instanceof Error ? undefined : key;
  } catch {
    return undefined; // It is shorter than it says.
  }
}

function fileIdentity(
  library: Library,
  { file, text = '', publicKey }: KeyFile,
  asker: Asker,
  target: SshTarget,
): Identity {
  let unlocked: Promise<ParsedKey> | undefined;
  const unlock = () => {
    unlocked ??= decrypt(library, file, text, asker, target);
    return unlocked;
  };
  const sign: Sign = (data, { hash }, done) => {
    unlock().then(
      (key) => done(undefined, key.sign(data, hash)),
      (error: Error) => done(error),
    );
  };
  if (publicKey !== undefined) return { from: file, agent: oneKey(library, publicKey, sign) };
  // An old format: even its public half is encrypted.
  return { from: file, agent: oneKey(library, unlock, sign) };
}

/** Throws an Error for a person when there is no passphrase, or none that fits. */
async function decrypt(
  library: Library,
  file: string,
  text: string,
  asker: Asker,
  target: SshTarget,
): Promise<ParsedKey> {
  const parse = (passphrase?: string) => library.utils.parseKey(text, passphrase);
  const plain = parse();
  if (!(plain instanceof Error)) return plain;
  if (!/passphrase|encrypted/i.test(plain.message)) throw new Error(`${file}: ${plain.message}`);
  const keepAs = `ssh-passphrase:${file}`;
  for (let tries = 0; tries < PASSPHRASE_TRIES; tries++) {
    const passphrase = await asker.ask({
      title: saySsh('title', target.alias),
      text: saySsh(tries > 0 ? 'passphrase-again' : 'passphrase', file),
      secret: true,
      keepAs,
    });
    if (passphrase === undefined) throw new Error(`no passphrase was given for ${file}`);
    const key = parse(passphrase);
    if (!(key instanceof Error)) return key;
    await asker.forget(keepAs);
  }
  throw new Error(`no passphrase for ${file} was right`);
}

type Sign = (data: Buffer, options: SigningRequestOptions, done: SignCallback) => void;

/** An agent with one key; `publicKey` may still have to be found. */
function oneKey(library: Library, publicKey: ParsedKey | (() => Promise<ParsedKey>), sign: Sign): BaseAgent {
  class OneKey extends library.BaseAgent<ParsedKey> {
    override getIdentities(done: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
      if (typeof publicKey === 'function') publicKey().then((key) => done(undefined, [key]), done);
      else done(undefined, [publicKey]);
    }

    override sign(
      _: ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      done: SignCallback = () => {},
    ): void {
      if (typeof options === 'function') sign(data, {}, options);
      else sign(data, options, done);
    }
  }
  // safe: it is asked to sign only with the key that it gave
  return new OneKey() as BaseAgent;
}
