import * as vscode from 'vscode';
import type { Diagram, DiagramOptions } from '../../diagram/diagram.ts';
import { pageHtml } from '../../diagram/html.ts';
import { keyOf, linkKey, netnsKey } from '../../diagram/keys.ts';
import {
  type Action,
  type Deed,
  type FromPage,
  isFromPage,
  type PageState,
  type Shown,
  type ToPage,
} from '../../diagram/messages.ts';
import type { Subject } from '../../diagram/picture.ts';
import { netnsIn, shownRates } from '../../diagram/rates.ts';
import { PAGE_TEXTS } from '../../diagram/texts.ts';
import { RATE_WORDS } from '../../diagram/words.ts';
import type { Flow } from '../../explain/flow.ts';
import type { Change } from '../../topology/change.ts';
import { changeText } from '../../topology/change-words.ts';
import type { LinkId, NetnsId } from '../../topology/model.ts';
import { type Log, localisedText } from '../messages.ts';
import type { Followed } from '../topology/followers.ts';
import { emptyPicture, startLab } from './empty.ts';
import { insertMermaid, savePicture } from './exporting.ts';
import { LiveWay } from './liveWay.ts';
import { localised } from './localised.ts';
import { changedKeys, noteworthy, Recent } from './news.ts';
import { RateReader } from './rateReader.ts';

export interface PanelParts {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  /** Of the host whose diagram it is. */
  readonly id: string;
  /** The lab that is being worked on. */
  readonly notebook: () => vscode.NotebookDocument | undefined;
  /** What the panel shows now; none before the first cell has run. */
  readonly followed: () => Followed | undefined;
  readonly reveal: (host: Followed, netns: NetnsId, link?: LinkId) => Promise<void>;
  readonly looks: (looks: boolean) => void;
  readonly closed: () => void;
}

/** How long the page rests after a picture: so many times what it took to draw, up to so many milliseconds. */
const REST = { times: 2, longest: 1000 };

/** One panel with its page. Sends one picture at a time: what happens meanwhile comes together with the next. */
export class DiagramPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: PanelParts;
  #options: DiagramOptions = {};
  #drawn: Diagram | undefined;
  #changes: Change[] = [];
  readonly #recent = new Recent();
  readonly #way = new LiveWay();
  readonly #rates: RateReader;
  #serial = 0;
  /** What is to be selected in the next picture. */
  #wanted: { readonly keys: readonly string[]; readonly netns: NetnsId; readonly isLast: boolean } | undefined;
  /** The page is there and has drawn what it was sent. */
  #free = false;
  #dirty = false;
  #sentAt = 0;
  #rest: NodeJS.Timeout | undefined;

  constructor(panel: vscode.WebviewPanel, parts: PanelParts) {
    this.#panel = panel;
    this.#parts = parts;
    const script = panel.webview.asWebviewUri(vscode.Uri.joinPath(parts.extensionUri, 'dist', 'diagram.js'));
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(parts.extensionUri, 'dist')],
    };
    this.#rates = new RateReader(
      async () => (this.#drawn && (await parts.followed()?.counters(netnsIn(this.#drawn.picture)))) ?? new Map(),
      (rates) => {
        if (this.#drawn)
          this.#tell({ type: 'rates', ...shownRates(this.#drawn.picture, rates, localised(RATE_WORDS)) });
      },
    );
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromPage(message)) this.#receive(message).catch((error) => parts.log.error(error));
    });
    panel.onDidChangeViewState(() => this.#looks());
    panel.onDidDispose(() => {
      clearTimeout(this.#rest);
      this.#rates.switch(false);
      parts.looks(false);
      parts.closed();
    });
    panel.webview.html = pageHtml({
      script: `${script}`,
      nonce: crypto.randomUUID(),
      language: vscode.env.language,
      texts: localised(PAGE_TEXTS),
    });
    this.#looks();
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  /** Something has changed on the host, or the panel shows another host now. */
  update(changes: readonly Change[]): void {
    const { topology, lastCell = 0 } = this.#parts.followed() ?? {};
    const news = noteworthy(changes, topology);
    this.#changes.push(...news);
    this.#recent.add(lastCell, news);
    this.#dirty = true;
    this.#send().catch((error) => this.#parts.log.error(error));
  }

  /** Shows a netns or a link as soon as it is drawn; what hides it is unfolded, or the focus is taken from something else. */
  select(netns: NetnsId, link?: LinkId): void {
    this.#wanted = { keys: [...(link === undefined ? [] : [linkKey(link)]), netnsKey(netns)], netns, isLast: false };
    this.#wake();
    this.update([]);
  }

  /** Shows the way of a flow, from now on. */
  showWay(flow: Flow | undefined): void {
    this.#way.ask(flow);
    const { focus: _, ...others } = this.#options;
    this.#change(flow ? others : this.#options);
  }

  async #selectWanted(): Promise<void> {
    const wanted = this.#wanted;
    const drawn = this.#drawn?.picture;
    if (!wanted || !drawn) return;
    this.#wanted = undefined;
    const { keys, netns, isLast } = wanted;
    const there = new Set([...drawn.boxes, ...drawn.nodes].map(({ subject }) => keyOf(subject)));
    const key = keys.find((one) => there.has(one));
    if (key !== undefined) await this.#panel.webview.postMessage({ type: 'select', key } satisfies ToPage);
    if (key !== undefined || isLast) return;
    this.#wanted = { ...wanted, isLast: true };
    const fold = drawn.nodes.find(({ subject }) => subject.kind === 'fold' && subject.netns.includes(netns));
    const { focus: _, ...others } = this.#options;
    if (fold) await this.act('unfold', keyOf(fold.subject), netns);
    else this.#change(others);
  }

  /** Another host than before: what was unfolded or focused on is of the other one. */
  startOver(): void {
    const { direction } = this.#options;
    this.#options = direction ? { direction } : {};
    this.#changes = [];
    this.#recent.clear();
    this.#way.ask(undefined);
    this.update([]);
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  do(deed: Deed): void {
    this.#tell({ type: 'do', deed });
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #looks(): void {
    // A hidden page is gone; it says `ready` when it is shown again.
    if (!this.#panel.visible) {
      this.#wake();
      this.#free = false;
      this.#rates.switch(false);
    }
    this.#parts.looks(this.#panel.visible);
  }

  async #send(): Promise<void> {
    if (!this.#free || !this.#dirty) return;
    this.#free = false;
    this.#dirty = false;
    const changes = this.#changes;
    this.#changes = [];
    const shown = await this.#picture();
    const message: ToPage = {
      type: 'show',
      serial: ++this.#serial,
      shown,
      changed: this.#drawn ? changedKeys(changes, this.#drawn.picture) : [],
      news: changes.map((change) => changeText(change, vscode.l10n.t)),
    };
    this.#sentAt = performance.now();
    await this.#panel.webview.postMessage(message);
  }

  /** A cell that makes a thousand things needs the machine more than the drawing of every tenth of them. */
  #restThenSend(): void {
    const rest = Math.min(REST.longest, REST.times * (performance.now() - this.#sentAt));
    this.#rest = setTimeout(() => {
      this.#wake();
      this.#send().catch((error) => this.#parts.log.error(error));
    }, rest);
  }

  /** What the user asks for does not wait. */
  #wake(): void {
    if (this.#rest === undefined) return;
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#free = true;
  }

  async #picture(): Promise<Shown> {
    const followed = this.#parts.followed();
    const topology = followed?.topology;
    if (!followed || !topology) {
      this.#drawn = undefined;
      return emptyPicture(followed, this.#parts.notebook());
    }
    // Loaded here and not at activation: most windows never look.
    const [{ diagram }, { shownOf }] = await Promise.all([import('../../diagram/diagram.ts'), import('./shown.ts')]);
    const host = { ...topology.host, label: localisedText(followed.host.label) };
    const unfolded = [...(this.#options.unfolded ?? []), ...(await this.#way.netns(topology))];
    const drawn = diagram({ ...topology, host }, { ...this.#options, unfolded });
    this.#drawn = drawn;
    const way = await this.#way.on(topology, drawn.picture);
    this.#options = { ...this.#options, order: drawn.order };
    const recent = changedKeys(this.#recent.changes, drawn.picture);
    return shownOf({ followed, topology, drawn, recent, way, focus: this.#options.focus, panel: this.#parts.id });
  }

  async #receive(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#restore(message.state);
        this.#free = true;
        this.update([]);
        break;
      case 'drawn':
        if (message.serial !== this.#serial) return;
        await this.#selectWanted();
        this.#restThenSend();
        break;
      case 'failed':
        this.#parts.log.error(`Diagram: ${message.why}`);
        break;
      case 'act':
        await this.act(message.action, message.key, message.member);
        break;
      case 'showAll': {
        const { focus: _, ...rest } = this.#options;
        this.#change(rest);
        break;
      }
      case 'turn':
        this.#change({ ...this.#options, direction: message.direction });
        break;
      case 'rates':
        this.#rates.switch(message.on && this.#panel.visible);
        break;
      case 'step':
        await this.#showStep(message.step);
        break;
      case 'clearWay':
        this.showWay(undefined);
        break;
      case 'copy':
        if (!this.#drawn) return;
        await vscode.env.clipboard.writeText(this.#drawn.text);
        this.#tell({ type: 'told', text: vscode.l10n.t('Copied as Mermaid text') });
        break;
      case 'insert': {
        const followed = this.#parts.followed();
        if (!followed || !this.#drawn || !(await insertMermaid(followed.notebook, this.#drawn.text))) return;
        this.#tell({ type: 'told', text: vscode.l10n.t('Inserted into the notebook') });
        break;
      }
      case 'start':
        await startLab(message.how, this.#parts.notebook());
        break;
      case 'save':
        await savePicture(message.format, message.data, this.#parts.followed()?.notebook);
        break;
    }
  }

  async #showStep(at: number): Promise<void> {
    const step = this.#way.step(at);
    const followed = this.#parts.followed();
    if (step && followed) await this.#parts.reveal(followed, step.netns, step.link);
  }

  #tell(message: ToPage): void {
    this.#panel.webview.postMessage(message).then(undefined, (error) => this.#parts.log.error(error));
  }

  #restore(state: PageState | undefined): void {
    const direction = state?.direction;
    if (direction === 'LR' || direction === 'TB') this.#options = { ...this.#options, direction };
  }

  #change(options: DiagramOptions): void {
    this.#options = options;
    this.#wake();
    this.update([]);
  }

  /** Does something with what has that key; `member` as in the message. */
  async act(action: Action, key: string, member?: string): Promise<void> {
    const followed = this.#parts.followed();
    const subject = await this.#subject(key);
    if (!followed || !subject) return;
    if (action === 'unfold' && subject.kind === 'fold') {
      const others = (this.#options.unfolded ?? []).filter((id) => !subject.shown.includes(id));
      const { pageWith } = await import('../../diagram/fold.ts');
      const page = member === undefined ? subject.next : pageWith(subject, member);
      this.#change({ ...this.#options, unfolded: [...others, ...page] });
    }
    if (!('netns' in subject) || subject.kind === 'fold') return;
    if (action === 'focus') this.#change({ ...this.#options, focus: subject.netns });
    if (action === 'reveal')
      await this.#parts.reveal(followed, subject.netns, subject.kind === 'link' ? subject.link : undefined);
  }

  async #subject(key: string): Promise<Subject | undefined> {
    const { boxes = [], nodes = [] } = this.#drawn?.picture ?? {};
    return [...boxes, ...nodes].find(({ subject }) => keyOf(subject) === key)?.subject;
  }
}
