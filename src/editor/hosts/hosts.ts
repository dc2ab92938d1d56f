import { platform } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { type CatalogHost, findHost } from '../../hosts/catalog.ts';
import { type Durability, type Host, HostError, type RemoteProcess, type SavedHostState } from '../../hosts/host.ts';
import { onAbort } from '../../hosts/unless-aborted.ts';
import { sayHost } from '../../hosts/words.ts';
import { inWords, type Said } from '../../words.ts';
import { settingsOf } from '../cells/frontMatter.ts';
import { type Log, localisedText, showStatus } from '../messages.ts';
import { plainLabel } from '../plainText.ts';
import { sayEditor } from '../words.ts';
import type { EditorAsker } from './editorAsker.ts';
import { elsewhere } from './elsewhere.ts';
import type { HostCatalog } from './hostCatalog.ts';
import { uplinkFor } from './uplink.ts';

/** A host that one notebook uses. */
export interface OpenedHost {
  readonly notebook: vscode.NotebookDocument;
  readonly host: Host;
}

/** What it takes to open hosts. */
export interface HostsParts {
  readonly catalog: HostCatalog;
  readonly asker: EditorAsker;
  readonly log: Log;
  readonly extensionUri: vscode.Uri;
}

/** How long the sandbox of this machine continues when the window is reloaded, in milliseconds; and after it was closed. */
export const SANDBOX_KEPT_MS = 60_000;
/** How long the status bar shows what is said of a host, in milliseconds. */
const TOLD_MS = 10_000;
/** How long a connection may take before it is shown, with a button to cancel it, in milliseconds. */
const SHOWN_AFTER_MS = 700;

/** Opens the hosts of notebooks. */
export class Hosts implements vscode.Disposable {
  readonly #catalog: HostCatalog;
  readonly #asker: EditorAsker;
  readonly #log: Log;
  /** The program that answers in the sandbox's simulated internet. */
  readonly #responder: string;
  readonly #opened = new Set<OpenedHost>();
  /** Why the connection to a host was lost, by the host. */
  readonly #losses = new WeakMap<Host, Said>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Waited for before anything runs on a host that has just been opened. Must not reject. */
  beforeUse: (host: Host) => Promise<void> = async () => {};

  constructor({ catalog, asker, log, extensionUri }: HostsParts) {
    this.#catalog = catalog;
    this.#asker = asker;
    this.#log = log;
    this.#responder = vscode.Uri.joinPath(extensionUri, 'dist', 'responder.js').fsPath;
  }

  /** Throws HostError when the host is unavailable, the user does not want it, or it is given up. */
  async open(
    notebook: vscode.NotebookDocument,
    id: string,
    saved: SavedHostState | undefined,
    givenUp: AbortSignal,
  ): Promise<Host> {
    const settings = await settingsOf(notebook);
    if (settings.invalid)
      throw new HostError(sayEditor('unusable-settings', settings.invalid), sayEditor('fix-front-matter'));
    if (platform !== 'linux') throw new HostError(sayEditor('needs-linux'), elsewhere());
    await this.#catalog.ready;
    const catalog = this.#catalog.current;
    // Loaded here and not at activation: most windows never run a cell.
    const { openHost } = await import('../../hosts/open.ts');
    const { internet } = settings;
    const { said = [], ...uplink } = saved ? {} : await uplinkFor(notebook, settings, findHost(catalog, id));
    const cancel = new AbortController();
    onAbort(givenUp, () => cancel.abort());
    const opened = openHost(id, {
      catalog,
      asker: this.#asker.until(cancel.signal),
      connections: this.#asker.connections,
      signal: cancel.signal,
      note: (sentence) => this.#tell(id, sentence),
      ...(saved ? { saved } : {}),
      ...(internet ? { internet } : {}),
      ...uplink,
      keepAliveMs: SANDBOX_KEPT_MS,
      responder: { node: process.execPath, script: this.#responder },
    });
    const listed = findHost(catalog, id);
    const host =
      listed && listed.reach.kind !== 'local' ? await connecting(listed, opened, cancel) : await preparing(opened);
    this.#log.info(`${notebook.uri} runs on ${id}`);
    if (said.length > 0) this.#tell(id, ...said);
    const watched = this.#watch(notebook, host);
    await this.beforeUse(watched);
    return watched;
  }

  #tell(id: string, ...sentences: readonly Said[]): void {
    this.#log.warn(`${id}: ${sentences.map((one) => inWords(one)).join(' ')}`);
    showStatus(sentences.map(localisedText).join(' '), TOLD_MS, 'warning');
  }

  /** The hosts that notebooks use now. Their kernels own them. */
  get opened(): readonly OpenedHost[] {
    return [...this.#opened];
  }

  /** Fires when `opened` has changed. */
  get onDidChangeOpened(): vscode.Event<void> {
    return this.#changed.event;
  }

  /** Why nothing more can be known of a host, if the connection to it was lost. */
  lossOf(host: Host): Said | undefined {
    return this.#losses.get(host);
  }

  /** The notebook's host of that id or name. */
  current(notebook: vscode.NotebookDocument, name: string): Host | undefined {
    const id = this.idOf(name);
    return this.opened.find((opened) => opened.notebook === notebook && opened.host.id === id)?.host;
  }

  /** The id of the host that a cell or a file names; the name itself when there is none. */
  idOf(name: string): string {
    return this.#catalog.idOf(name);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** The same host, which counts as opened until it is disposed of. */
  #watch(notebook: vscode.NotebookDocument, host: Host): Host {
    const terminal = host.terminal?.bind(host);
    const { durable } = host;
    const end = (how: () => Promise<void>) => () => {
      if (this.#opened.delete(opened)) this.#changed.fire();
      return how();
    };
    const watched = (process: RemoteProcess) => {
      void process.exited.then(({ lost }) => {
        if (lost !== undefined) this.#losses.set(opened.host, lost);
      });
      return process;
    };
    const reattachable: Durability | undefined = durable && {
      ...durable,
      reattach: (id, from) => watched(durable.reattach(id, from)),
      detach: end(() => durable.detach()),
    };
    const opened: OpenedHost = {
      notebook,
      host: {
        id: host.id,
        label: host.label,
        sandboxed: host.sandboxed,
        spawn: (argv, options) => watched(host.spawn(argv, options)),
        run: (argv, options) => host.run(argv, options),
        ...(terminal ? { terminal } : {}),
        ...(reattachable ? { durable: reattachable } : {}),
        dispose: end(() => host.dispose()),
      },
    };
    this.#opened.add(opened);
    this.#changed.fire();
    return opened.host;
  }
}

function preparing(opened: Promise<Host>): Thenable<Host> {
  const title = vscode.l10n.t('Netlab: preparing the host…');
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => opened);
}

/** Shows that it takes a while, and can be given up. What comes too late is closed. */
async function connecting({ label }: CatalogHost, opened: Promise<Host>, cancel: AbortController): Promise<Host> {
  const { t } = vscode.l10n;
  const quick = await Promise.race([opened, sleep(SHOWN_AFTER_MS)]);
  if (quick) return quick;
  const title = t('Netlab: connecting to {0}…', plainLabel(inWords(label, t)));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => {
    const givenUp = new Promise<never>((_resolve, reject) => {
      token.onCancellationRequested(() => {
        cancel.abort();
        opened.then((late) => late.dispose()).catch(() => undefined);
        reject(new HostError(sayHost('not-connected', label)));
      });
    });
    return Promise.race([opened, givenUp]);
  });
}
