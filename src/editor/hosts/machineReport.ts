import * as vscode from 'vscode';

const SCHEME = 'netlab-report';
const REPORT = vscode.Uri.from({ scheme: SCHEME, path: `/${vscode.l10n.t('Check This Machine')}.md` });

/** The report on this machine, as a document that nobody can edit. */
export class MachineReport implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #provider: vscode.Disposable;
  #text = '';

  constructor() {
    this.#provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: () => this.#text,
    });
  }

  /** Looks, and shows what it found. */
  async show(): Promise<void> {
    const title = vscode.l10n.t('Netlab: checking this machine…');
    // Loaded when asked for, not at activation.
    const { makeReport } = await import('./machineReportText.ts');
    this.#text = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, makeReport);
    this.#changed.fire(REPORT);
    await vscode.commands.executeCommand('markdown.showPreview', REPORT);
  }

  dispose(): void {
    this.#provider.dispose();
    this.#changed.dispose();
  }
}
