import * as vscode from 'vscode';
import type { Finding } from '../../lint/finding.ts';
import { sayOfLint } from '../../lint/words.ts';
import { localisedText } from '../messages.ts';
import type { Target } from './target.ts';

/** A finding as it is listed. */
export interface Shown {
  readonly target: Target;
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
}

const SEVERITIES: Readonly<Record<Finding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function diagnosticOf(finding: Finding, target: Target): vscode.Diagnostic {
  const { what, remedy, severity, isOld, source } = finding;
  const text = [what, remedy].flatMap((said) => (said ? localisedText(said) : [])).join('\n');
  const diagnostic = new vscode.Diagnostic(target.rangeOf(finding), text, SEVERITIES[severity]);
  diagnostic.source = source?.name ?? 'netlab';
  if (source) diagnostic.code = { value: source.code, target: vscode.Uri.parse(source.page) };
  if (isOld) diagnostic.tags = [vscode.DiagnosticTag.Deprecated];
  return diagnostic;
}

/** What would fix the findings in a range, unless the text has changed since it was read. */
export function actionsFor(shown: readonly Shown[], range: vscode.Range): vscode.CodeAction[] {
  return shown
    .filter(({ diagnostic, target }) => {
      return target.version === target.document.version && diagnostic.range.intersection(range);
    })
    .flatMap(actionsOf);
}

function actionsOf({ finding, target, diagnostic }: Shown): vscode.CodeAction[] {
  const { fixes, installs, uplink } = finding;
  const edits = fixes.map((fix, index) => {
    const action = new vscode.CodeAction(localisedText(fix.what), vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    target.change(fix, action.edit);
    action.diagnostics = [diagnostic];
    action.isPreferred = index === 0;
    return action;
  });
  const called = uplink === undefined ? undefined : target.callUplink(uplink);
  return [
    ...edits,
    ...(uplink !== undefined && called ? [actionToCall(uplink, called, diagnostic)] : []),
    ...(installs === undefined ? [] : actionsToInstall(installs, diagnostic)),
  ];
}

function actionToCall(uplink: string, edit: vscode.WorkspaceEdit, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const title = localisedText(sayOfLint('call-uplink', uplink));
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = edit;
  action.diagnostics = [diagnostic];
  action.isPreferred = true;
  return action;
}

/** No command of the palette: VS Code lists none that begins so. */
const COPY = '_netlab.copyText';

export const registerCopying = () =>
  vscode.commands.registerCommand(COPY, (text: unknown) => vscode.env.clipboard.writeText(`${text}`));

function actionsToInstall(name: string, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const { t } = vscode.l10n;
  const install = `sudo apt install ${name}`;
  return [
    { title: t('Copy: {0}', install), command: COPY, arguments: [install] },
    { title: t('Check This Machine'), command: 'netlab.checkMachine' },
  ].map((command) => {
    const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
    action.command = command;
    action.diagnostics = [diagnostic];
    return action;
  });
}
