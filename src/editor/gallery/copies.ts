import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { SAMPLE_FILES, type SampleFile } from './sampleLabs.ts';

/** Where the labs that ship are, and what is remembered for all windows. */
export type ExtensionParts = Pick<vscode.ExtensionContext, 'extensionUri' | 'globalState'>;

const FOLDER_KEY = 'labs.folder';

/** The user's copies of the labs that ship: all in one folder, for they refer to one another. */
export class LabCopies {
  readonly #originals: vscode.Uri;
  readonly #state: vscode.Memento;

  constructor({ extensionUri, globalState }: ExtensionParts) {
    this.#originals = vscode.Uri.joinPath(extensionUri, 'labs');
    this.#state = globalState;
  }

  original(file: SampleFile): vscode.Uri {
    return vscode.Uri.joinPath(this.#originals, file);
  }

  /** The user's copy, if there is one. */
  async existing(file: SampleFile): Promise<vscode.Uri | undefined> {
    const folder = await this.#folder();
    const copy = folder && vscode.Uri.joinPath(folder, file);
    return copy && (await exists(copy)) ? copy : undefined;
  }

  /** The user's copy; without one, all labs are copied that are not there yet. Undefined if the user does not say where to. */
  async copy(file: SampleFile): Promise<vscode.Uri | undefined> {
    const folder = (await this.#folder()) ?? (await this.#ask());
    if (!folder) return undefined;
    await vscode.workspace.fs.createDirectory(folder);
    for (const each of SAMPLE_FILES) {
      const to = vscode.Uri.joinPath(folder, each);
      if (!(await exists(to))) await vscode.workspace.fs.copy(this.original(each), to);
    }
    return vscode.Uri.joinPath(folder, file);
  }

  /** Where copies are: in a folder that is open, else where the user wanted them. */
  async #folder(): Promise<vscode.Uri | undefined> {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      for (const file of SAMPLE_FILES) if (await exists(vscode.Uri.joinPath(uri, file))) return uri;
    }
    const chosen = this.#state.get<string>(FOLDER_KEY);
    const folder = chosen === undefined ? undefined : vscode.Uri.parse(chosen);
    return folder && (await exists(folder)) ? folder : undefined;
  }

  async #ask(): Promise<vscode.Uri | undefined> {
    const { t } = vscode.l10n;
    const home = vscode.Uri.file(join(homedir(), 'netlab-labs'));
    const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const places = [
      ...open.map(({ uri }) => ({ label: t('In the open folder'), description: uri.fsPath, uri })),
      { label: t('In my home folder'), description: home.fsPath, uri: home },
      { label: t('Choose a folder…'), description: '', uri: undefined },
    ];
    const placeHolder = t('Where should your copies of the labs be? What you change in them stays.');
    const place = await vscode.window.showQuickPick(places, { placeHolder });
    const folder = place && (place.uri ?? (await chooseFolder()));
    if (folder) await this.#state.update(FOLDER_KEY, `${folder}`);
    return folder;
  }
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const options = { canSelectFiles: false, canSelectFolders: true, openLabel: vscode.l10n.t('Copy the Labs Here') };
  return (await vscode.window.showOpenDialog(options))?.[0];
}

const exists = (uri: vscode.Uri): Promise<boolean> =>
  Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
