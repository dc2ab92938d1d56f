import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, codeCell, codeCells, openText, outputOf, runAll, runCell, successOf, until } from '../lab.ts';
import { test } from '../registry.ts';

const settings = () => vscode.workspace.getConfiguration('netlab');

/** With these hosts in the user's settings while it runs. Their commands reach this very machine. */
async function withHosts(hosts: unknown, body: () => Promise<void>): Promise<void> {
  await settings().update('hosts', hosts, vscode.ConfigurationTarget.Global);
  try {
    await body();
  } finally {
    await closeAll();
    await settings().update('hosts', undefined, vscode.ConfigurationTarget.Global);
  }
}

const BOX = { name: 'box', command: ['env', 'NETLAB_BOX=a b'], become: 'none' };

/** Chooses a kernel as its entry in the picker does. */
async function choose(id: string): Promise<void> {
  const choice = { id, extension: 'netlab-notebook.netlab-notebook' };
  await vscode.commands.executeCommand('notebook.selectKernel', choice);
}

test('each host of netlab.hosts is a kernel as soon as it is set, and so is a sandbox on it', () =>
  withHosts([], async () => {
    const notebook = await openText('```sh\nip netns add here && echo "in $NETLAB_BOX"\n```\n');
    await settings().update('hosts', [BOX], vscode.ConfigurationTarget.Global);
    await choose('netlab-sandbox@command:box');
    await runAll(notebook);
    await until('its cell ran', () => successOf(codeCell(notebook, 0)) === true);
    assert.equal(outputOf(codeCell(notebook, 0)), 'in a b\n');
  }));

test('settings-come-late: a notebook gets its kernel when the host that it names is set after it was shown', () =>
  withHosts([], async () => {
    const notebook = await openText(
      // It may run more than once: it is started until it has a kernel.
      '---\nnetlab:\n  host: sandbox@box\n---\n\n```sh\nip netns add here 2>/dev/null; echo "in $NETLAB_BOX"\n```\n',
    );
    await settings().update('hosts', [BOX], vscode.ConfigurationTarget.Global);
    const cell = codeCells(notebook).filter(({ document }) => document.languageId === 'netlab-shell')[0];
    assert(cell);
    for (let tries = 0; tries < 20 && successOf(cell) === undefined; tries++) {
      // Without a kernel it would ask for one.
      await Promise.race([runCell(cell), new Promise((resolve) => setTimeout(resolve, 1000))]);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    }
    await until('its cell ran', () => successOf(cell) === true);
    assert.equal(outputOf(cell), 'in a b\n');
  }));

test('front matter and cells name a host by its name alone', () =>
  withHosts([BOX], async () => {
    const notebook = await openText(
      '---\nnetlab:\n  host: sandbox@box\n---\n\n```sh\nx=1\n```\n\n```sh {host=sandbox@command:box}\necho "x is $x"\n```\n',
    );
    await runAll(notebook);
    const cells = codeCells(notebook).filter((cell) => cell.document.languageId === 'netlab-shell');
    await until('its cells ran', () => cells.every((cell) => successOf(cell) === true));
    assert.deepEqual(cells.map(outputOf), ['', 'x is 1\n']);
  }));

test('two-queues: cells that name one host in two ways run one after the other', () =>
  withHosts([BOX], async () => {
    const notebook = await openText(
      '```sh {host=sandbox@box}\nsleep 2; x=1\n```\n\n```sh {host=sandbox@command:box}\necho "x is $x"\n```\n',
    );
    await Promise.all(codeCells(notebook).map(runCell));
    await until('both ran', () => codeCells(notebook).every((cell) => successOf(cell) === true));
    const [first, second] = codeCells(notebook).map((cell) => cell.executionSummary?.timing);
    assert(first && second);
    // What waits for a shell does not count as running.
    assert(second.startTime >= first.endTime, `began at ${second.startTime}, the first ended at ${first.endTime}`);
    assert.equal(outputOf(codeCell(notebook, 1)), 'x is 1\n');
  }));

test('a cell that only looks at a real machine that the user chose asks nothing', () =>
  withHosts([BOX], async () => {
    const notebook = await openText('```sh\nprintenv NETLAB_BOX\n```\n');
    await choose('netlab-command:box');
    await runCell(codeCell(notebook, 0));
    await until('its cell ran', () => successOf(codeCell(notebook, 0)) === true);
    assert.equal(outputOf(codeCell(notebook, 0)), 'a b\n');
  }));

test('a host that nobody knows: the cell says which there are', () =>
  withHosts([BOX], async () => {
    const notebook = await openText('```sh {host=nowhere}\ntrue\n```\n');
    await runCell(codeCell(notebook, 0));
    await until('its cell failed', () => successOf(codeCell(notebook, 0)) === false);
    assert.match(outputOf(codeCell(notebook, 0)), /There is no host "nowhere"[\s\S]*command:box/);
  }));
