import * as vscode from 'vscode';
import type { Asker, Question } from '../../hosts/asker.ts';
import { SecretCache } from '../../hosts/secret-cache.ts';
import { Connections } from '../../hosts/ssh/connections.ts';
import { onAbort } from '../../hosts/unless-aborted.ts';
import { confirmed, enterFor, localisedText, showInformation } from '../messages.ts';
import { plainLabel, plainText } from '../plainText.ts';

/** The key under which the names of what was kept, or must not be, are remembered. The secrets themselves are not there. */
const NAMES = 'netlab.secrets';
type Names = Readonly<Record<string, 'kept' | 'not kept'>>;

/** Asks the user of the editor, one question after the other. Keeps an answer only if the user agrees to that. */
export class EditorAsker {
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;
  /** Answers that may still be kept: those given last, and not found wrong since. */
  readonly #fresh = new Map<string, string>();
  readonly #cache = new SecretCache();
  /** What is opened with the answers, shared as long as these are not forgotten. */
  readonly connections = new Connections();
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ secrets, globalState }: Pick<vscode.ExtensionContext, 'secrets' | 'globalState'>) {
    this.#secrets = secrets;
    this.#state = globalState;
  }

  /** Asks until the signal comes: then its questions go away. */
  until(signal: AbortSignal): Asker {
    const cancellation = new vscode.CancellationTokenSource();
    onAbort(signal, () => cancellation.cancel());
    return this.#cache.remembering({
      ask: (question) => this.#inTurn(() => this.#ask(question, cancellation.token)),
      confirm: (confirmation) => this.#confirm(confirmation),
      forget: (keepAs) => this.#forget(keepAs),
    });
  }

  /** What it asks is whether a machine is to be trusted. */
  #confirm({ title, text, yes }: Parameters<Asker['confirm']>[0]): Promise<boolean> {
    const enter = enterFor(true);
    return this.#inTurn(() => confirmed(localisedText(title), localisedText(text), localisedText(yes), enter));
  }

  async #forget(keepAs: string): Promise<void> {
    this.#fresh.delete(keepAs);
    const { [keepAs]: known, ...others } = this.#names;
    if (known !== 'kept') return;
    await this.#secrets.delete(keepAs);
    await this.#state.update(NAMES, others);
  }

  /** Forgets all that was kept, and which answers must not be kept. */
  async forgetAll(): Promise<void> {
    const names = Object.keys(this.#names);
    this.#fresh.clear();
    this.#cache.clear();
    this.connections.startAnew();
    await Promise.all(names.map((name) => this.#secrets.delete(name)));
    await this.#state.update(NAMES, undefined);
    const { t } = vscode.l10n;
    void showInformation(t('Saved passwords and passphrases were deleted.'));
  }

  get #names(): Names {
    return this.#state.get<Names>(NAMES, {});
  }

  #inTurn<T>(question: () => Promise<T>): Promise<T> {
    const answer = this.#turn.then(question);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #ask(question: Question, token: vscode.CancellationToken): Promise<string | undefined> {
    const { secret, keepAs } = question;
    const [title, text] = [localisedText(question.title), localisedText(question.text)];
    const kept = keepAs === undefined ? undefined : await this.#secrets.get(keepAs);
    if (kept !== undefined) return kept;
    if (token.isCancellationRequested) return undefined;
    const answer = await vscode.window.showInputBox(
      { title: plainLabel(title), prompt: plainText(text), password: secret, ignoreFocusOut: true },
      token,
    );
    if (answer !== undefined && keepAs !== undefined) void this.#offerToKeep(keepAs, text, answer);
    return answer;
  }

  /** Asks once for each secret. Nobody waits for the answer. */
  async #offerToKeep(keepAs: string, text: string, answer: string): Promise<void> {
    if (this.#names[keepAs] !== undefined) return;
    this.#fresh.set(keepAs, answer);
    const { t } = vscode.l10n;
    const remember = t('Remember');
    const question = t('Remember this in the secret storage of the editor? {0}', text);
    const chosen = await showInformation(question, remember, t('Do Not Remember'));
    // Found wrong meanwhile, another one has been given, or all are to be forgotten.
    if (this.#fresh.get(keepAs) !== answer) return;
    this.#fresh.delete(keepAs);
    if (chosen === undefined) return;
    await this.#state.update(NAMES, { ...this.#names, [keepAs]: chosen === remember ? 'kept' : 'not kept' });
    if (chosen !== remember) return;
    await this.#secrets.store(keepAs, answer);
    // All were forgotten while it was stored.
    if (this.#names[keepAs] !== 'kept') await this.#secrets.delete(keepAs);
  }
}
