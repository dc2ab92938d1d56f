import * as vscode from 'vscode';
import { printableText } from '../printable.ts';
import { inWords, type Text } from '../words.ts';
import { plainLabel, plainText } from './plainText.ts';

/**
 * The only place where the editor shows or logs a sentence. Servers, hosts, files and programs may have written parts of it:
 * they become text, never a link to a command, an icon, or something unseen. Callers pass the text as it is.
 */
export function showError(text: string): void {
  void vscode.window.showErrorMessage(plainText(text));
}

/** In the user's language, and printable, wherever parts of it come from. */
export const localisedText = (said: Text): string => printableText(inWords(said, vscode.l10n.t));

/** Resolves with the button that was pressed. */
export function showWarning(text: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(plainText(text), ...buttons);
}

/** Resolves with the button that was pressed. */
export function showInformation(text: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(plainText(text), ...buttons);
}

/** What Enter means in a dialog. About anything real it must not mean yes, as keys may be meant for what was in front before. */
export const enterFor = (isReal: boolean): 'yes' | 'no' => (isReal ? 'no' : 'yes');

/** Asks in a dialog that must be answered; `yes` is what its button says. */
export async function confirmed(
  question: string,
  detail: string,
  yes: string,
  enter: 'yes' | 'no' = 'yes',
): Promise<boolean> {
  const button = plainLabel(yes);
  const options = { modal: true, detail: plainText(detail) };
  // Enter presses the first button, and VS Code's own Cancel is never that.
  const buttons = enter === 'yes' ? [button] : [vscode.l10n.t('No'), button];
  return (await vscode.window.showWarningMessage(plainText(question), options, ...buttons)) === button;
}

/** Shows a line in the status bar for so many milliseconds, after a codicon if one is named. */
export function showStatus(text: string, ms: number, icon?: string): void {
  vscode.window.setStatusBarMessage(`${icon === undefined ? '' : `$(${icon}) `}${plainLabel(text)}`, ms);
}

/** The log of the extension, which is also a file. */
export interface Log {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  /** Of an Error with its stack. */
  error(what: unknown): void;
}

export function openLog(): Log & vscode.Disposable {
  const channel = vscode.window.createOutputChannel('Netlab Notebook', { log: true });
  return {
    debug: (text) => channel.debug(printableText(text)),
    info: (text) => channel.info(printableText(text)),
    warn: (text) => channel.warn(printableText(text)),
    error: (what) => channel.error(printableText(String(what instanceof Error ? (what.stack ?? what) : what))),
    dispose: () => channel.dispose(),
  };
}
