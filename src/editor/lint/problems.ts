import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CellText, Finding } from '../../lint/finding.ts';
import { isSurelyShell, lintRead } from '../../lint/lint.ts';
import { otherUplink } from '../../lint/other-uplink.ts';
import { type ReadCell, readCell } from '../../lint/read-cell.ts';
import { readFrontMatter } from '../../notebook/front-matter.ts';
import { isLab, LAB_LANGUAGE, NOTEBOOK_TYPES } from '../lab.ts';
import type { Followers } from '../topology/followers.ts';
import { actionsFor, diagnosticOf, registerCopying, type Shown } from './diagnostics.ts';
import { type Live, LiveFindings } from './live.ts';
import { ShellCheck } from './shellCheck.ts';
import { type Target, targetOf, targetsIn } from './target.ts';

/** How long after the last change a file is read again, in milliseconds. */
const QUIET_MS = 500;
/** How long we read at a time, in milliseconds: others use the same thread. */
const SLICE_MS = 20;

const [LAB_TYPE] = NOTEBOOK_TYPES;

/** What is known of a cell's text: it is read once. */
interface Read {
  readonly cell: ReadCell;
  readonly own: readonly Finding[];
  ofShellCheck?: readonly Finding[];
}

/** A notebook, or the text of one, whose cells are read. */
type Owner = vscode.NotebookDocument | vscode.TextDocument;

/** Lists what is found in labs, and offers to fix it. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('netlab');
  readonly #shellCheck = new ShellCheck();
  /** By document. */
  readonly #shown = new Map<string, readonly Shown[]>();
  #read = new WeakMap<Owner, Map<string, Read>>();
  readonly #timers = new Map<Owner, NodeJS.Timeout>();
  /** What reads a file now; another one takes over when it has changed. */
  readonly #passes = new WeakMap<Owner, object>();
  readonly #subscriptions: vscode.Disposable;

  readonly #live: LiveFindings;

  constructor(followers: Followers) {
    const { workspace } = vscode;
    this.#live = new LiveFindings(followers);
    this.#subscriptions = vscode.Disposable.from(
      workspace.onDidOpenNotebookDocument((notebook) => this.#soon(notebook, 0)),
      workspace.onDidChangeNotebookDocument((event) => matters(event) && this.#soon(event.notebook)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#forget(notebook, notebook.getCells().map(documentOf))),
      workspace.onDidOpenTextDocument((document) => this.#soon(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.#soon(document)),
      workspace.onDidCloseTextDocument((document) => this.#forget(document, [document])),
      workspace.onDidGrantWorkspaceTrust(() => this.#all()),
      workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('netlab.shellcheck') && this.#all()),
      // A host of a notebook has come or gone.
      followers.onDidChange(({ host }) => !host && this.#ofNotebooks()),
      registerCopying(),
      vscode.languages.registerCodeActionsProvider(
        [{ scheme: 'vscode-notebook-cell' }, { language: LAB_LANGUAGE }],
        { provideCodeActions: (document, range) => actionsFor(this.#shown.get(`${document.uri}`) ?? [], range) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    );
    this.#all();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#subscriptions.dispose();
    this.#collection.dispose();
    void this.#shellCheck.dispose();
  }

  #all(): void {
    this.#read = new WeakMap();
    for (const owner of [...vscode.workspace.notebookDocuments, ...vscode.workspace.textDocuments])
      this.#soon(owner, 0);
  }

  #ofNotebooks(): void {
    for (const notebook of vscode.workspace.notebookDocuments) this.#soon(notebook);
  }

  #soon(owner: Owner, ms = QUIET_MS): void {
    if ('notebookType' in owner ? !isLab(owner) : !isLabText(owner)) return;
    clearTimeout(this.#timers.get(owner));
    this.#timers.set(
      owner,
      setTimeout(() => {
        this.#timers.delete(owner);
        void this.#pass(owner);
      }, ms),
    );
  }

  #forget(owner: Owner, documents: readonly vscode.TextDocument[]): void {
    clearTimeout(this.#timers.get(owner));
    this.#timers.delete(owner);
    this.#passes.delete(owner);
    for (const document of documents) this.#show(document, []);
  }

  /** Reads what has changed since the last pass, then asks ShellCheck. */
  async #pass(owner: Owner): Promise<void> {
    const pass = {};
    this.#passes.set(owner, pass);
    const isOver = () => this.#passes.get(owner) !== pass;
    const before = this.#read.get(owner);
    const read = new Map<string, Read>();
    const targets =
      'notebookType' in owner ? owner.getCells().flatMap((cell) => targetOf(cell) ?? []) : targetsIn(owner);
    let since = performance.now();
    for (const { cell, settings } of targets) {
      const key = keyOf(cell);
      read.set(key, before?.get(key) ?? readOnce(cell, settings));
      if (performance.now() - since < SLICE_MS) continue;
      await setImmediate();
      if (isOver()) return;
      since = performance.now();
    }
    this.#read.set(owner, read);
    const uplink = this.#uplinkOf(owner, targets, (target) => read.get(keyOf(target.cell))?.cell);
    let live: Live = new Map();
    const show = (document: vscode.TextDocument) => {
      const own = targets.filter((target) => target.document === document);
      this.#show(
        document,
        own.flatMap((target) => shownOf(target, read.get(keyOf(target.cell)), [uplink, live])),
      );
    };
    const all = new Set(targets.map(documentOf));
    all.forEach(show);
    if ('notebookType' in owner) {
      live = await this.#live.of(owner, targets, (target) => read.get(keyOf(target.cell))?.cell);
      if (isOver()) return;
      if (live.size > 0) all.forEach(show);
    }
    for (const { cell, settings, document } of targets) {
      const known = read.get(keyOf(cell));
      if (!known || known.ofShellCheck || settings || !isSurelyShell(cell, known.own)) continue;
      const found = await this.#shellCheck.findings(cell);
      if (isOver()) return;
      if (found === undefined) break;
      known.ofShellCheck = found;
      if (found.length > 0) show(document);
    }
  }

  /** Said of a lab: a Markdown file is run as its author meant it, without a word in it. */
  #uplinkOf(owner: Owner, targets: readonly Target[], readOf: (target: Target) => ReadCell | undefined): Live {
    if ('notebookType' in owner && owner.notebookType !== LAB_TYPE) return new Map();
    const cells = targets.flatMap((target) => (target.settings ? [] : (readOf(target) ?? [])));
    const frontMatter = targets.find(({ settings }) => settings)?.cell.text ?? '';
    const other = otherUplink(cells, readFrontMatter(frontMatter).settings);
    const target = other && targets.find((one) => readOf(one) === other.cell);
    return new Map(target && other ? [[target, [other.finding]]] : []);
  }

  #show(document: vscode.TextDocument, all: readonly Shown[]): void {
    const before = this.#shown.get(`${document.uri}`) ?? [];
    if (all.length > 0) this.#shown.set(`${document.uri}`, all);
    else this.#shown.delete(`${document.uri}`);
    // Of a thousand cells, one has changed.
    const isSame = all.length === before.length && all.every((one, index) => isAsBefore(one, before[index]));
    if (!isSame)
      this.#collection.set(
        document.uri,
        all.map(({ diagnostic }) => diagnostic),
      );
  }
}

const isAsBefore = (one: Shown, before: Shown | undefined) =>
  before?.finding === one.finding && before.target.version === one.target.version;

/** Not what a comparison shows of an older version. */
const isLabText = ({ languageId, uri }: vscode.TextDocument) =>
  languageId === LAB_LANGUAGE && vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;

/** A cell has changed, or has run. Outputs change more often. */
const matters = ({ contentChanges, cellChanges }: vscode.NotebookDocumentChangeEvent) =>
  contentChanges.length > 0 ||
  cellChanges.some(({ document, metadata, executionSummary }) => {
    return document !== undefined || metadata !== undefined || executionSummary?.success !== undefined;
  });

const documentOf = ({ document }: { readonly document: vscode.TextDocument }) => document;

function readOnce(text: CellText, settings: readonly Finding[] | undefined): Read {
  const cell = readCell(text);
  return { cell, own: settings ?? lintRead(cell) };
}

const keyOf = ({ info, text }: Target['cell']) => `${info}\0${text}`;

const shownOf = (target: Target, read: Read | undefined, more: readonly Live[]): Shown[] =>
  [...(read?.own ?? []), ...more.flatMap((one) => one.get(target) ?? []), ...(read?.ofShellCheck ?? [])].map(
    (finding) => ({
      target,
      finding,
      diagnostic: diagnosticOf(finding, target),
    }),
  );
