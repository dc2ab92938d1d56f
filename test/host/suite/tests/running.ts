import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeAll,
  codeCell,
  codeCells,
  hasEnded,
  openText,
  outputOf,
  runAll,
  runCell,
  show,
  stopCell,
  successOf,
  until,
} from '../lab.ts';
import { test } from '../registry.ts';

const cell = (text: string, attributes = '') => `\`\`\`sh ${attributes}\n${text}\n\`\`\`\n\n`;

test('Run All runs the cells in order in one shell', async () => {
  const notebook = await openText(cell('x=41') + cell('echo $((x + 1))') + cell('ip netns add a; ip netns'));
  await runAll(notebook);
  await until('all ended', () => codeCells(notebook).every(hasEnded));
  assert.deepEqual(codeCells(notebook).map(successOf), [true, true, true]);
  assert.deepEqual(
    codeCells(notebook).map((c) => c.executionSummary?.executionOrder),
    [1, 2, 3],
  );
  assert.match(outputOf(codeCell(notebook, 1)), /^42\n$/);
  assert.match(outputOf(codeCell(notebook, 2)), /^a\b/);
  await closeAll();
});

test('run-all-stops: at the first unmet expectation, and says why', async () => {
  const notebook = await openText(
    cell('false', '{expect=fail}') + cell('exit_status() { return 3; }; exit_status') + cell('echo never'),
  );
  await runAll(notebook);
  await until('it stopped', () => successOf(codeCell(notebook, 1)) === false);
  assert.deepEqual(codeCells(notebook).map(successOf), [true, false, undefined]);
  assert.match(outputOf(codeCell(notebook, 1)), /3/);
  assert.equal(outputOf(codeCell(notebook, 2)), '');
  await closeAll();
});

test('Run All leaves out what asks for it; run alone it runs', async () => {
  const notebook = await openText(cell('echo one') + cell('echo two', '{excludeFromRunAll=true}') + cell('echo three'));
  await runAll(notebook);
  await until('the last ended', () => hasEnded(codeCell(notebook, 2)));
  assert.deepEqual(codeCells(notebook).map(outputOf), ['one\n', '', 'three\n']);
  await runCell(codeCell(notebook, 1));
  await until('it ran alone', () => outputOf(codeCell(notebook, 1)) === 'two\n');
  await closeAll();
});

test('output is shown while the cell runs, stdout and stderr apart', async () => {
  const notebook = await openText(cell('echo out; echo err >&2; sleep 300'));
  const one = codeCell(notebook, 0);
  const ran = runCell(one);
  await until('both are shown', () => outputOf(one).includes('out') && outputOf(one).includes('err'));
  const mimes = one.outputs.flatMap(({ items }) => items.map(({ mime }) => mime));
  assert.ok(
    mimes.includes('application/vnd.code.notebook.stdout') && mimes.includes('application/vnd.code.notebook.stderr'),
    `${mimes}`,
  );
  await stopCell(one);
  await ran;
  await closeAll();
});

test('stop ends the whole cell, and the shell survives', async () => {
  const notebook = await openText(
    cell('kept=yes; while :; do echo tick; sleep 0.1; done; echo never') + cell('echo kept=$kept'),
  );
  const [endless, after] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  const ran = runCell(endless);
  await until('it ticks', () => outputOf(endless).includes('tick'));
  await stopCell(endless);
  await ran;
  await until('it ended', () => hasEnded(endless));
  assert.doesNotMatch(outputOf(endless), /never/);
  await runCell(after);
  await until('the shell answers', () => outputOf(after).includes('kept=yes'));
  await closeAll();
});

test('queue: a cell asked for while another runs waits for it, and can be taken back', async () => {
  const notebook = await openText(cell('sleep 300') + cell('echo second') + cell('echo third'));
  const [first, second, third] = [codeCell(notebook, 0), codeCell(notebook, 1), codeCell(notebook, 2)];
  const runs = [runCell(first)];
  await until('the first runs', () => first.executionSummary?.executionOrder !== undefined);
  runs.push(runCell(second));
  let takenBack = false;
  void runCell(third).then(() => {
    takenBack = true;
  });
  // A stop that comes before VS Code has told us of the run stops nothing: ask until it is heard.
  while (!takenBack) await stopCell(third);
  assert.equal(outputOf(second), '');
  await stopCell(first);
  await Promise.all(runs);
  await until('the second ran', () => outputOf(second) === 'second\n');
  assert.equal(outputOf(third), '');
  await closeAll();
});

test('queue: a second run of a running cell runs after it', async () => {
  const notebook = await openText(cell('n=$((n + 1)); echo run $n; [ $n = 2 ] || sleep 300'));
  const one = codeCell(notebook, 0);
  const first = runCell(one);
  await until('it runs', () => outputOf(one).includes('run 1'));
  const again = vscode.commands.executeCommand('netlab.runCellAgain', one);
  await stopCell(one);
  await Promise.all([first, again]);
  await until('it ran again', () => outputOf(one) === 'run 2\n');
  await closeAll();
});

test('a background cell shows its output as it comes while the others run, and can be stopped', async () => {
  const notebook = await openText(
    cell('while :; do echo serving; sleep 0.2; done', '{background=true}') + cell('echo next'),
  );
  const [server, next] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  const ran = runAll(notebook);
  await until('the next cell ran', () => successOf(next) === true);
  await until('it serves', () => outputOf(server).split('serving').length > 3);
  await ran;
  // VS Code's Stop is for what is waited for.
  await vscode.commands.executeCommand('notebook.cancelExecution', notebook.uri);
  const shown = outputOf(server).length;
  await until('it goes on', () => outputOf(server).length > shown + 100);
  await vscode.commands.executeCommand('netlab.stopBackground', server);
  await until('it ended', () => outputOf(server).includes('Stopped.'));
  await until('it has no mark', () => successOf(server) === undefined);
  await closeAll();
});

test('runs-on: Run All starts a server in the background and says so; on its own a cell runs as it is', async () => {
  const server = 'python3 -m http.server 8080';
  const notebook = await openText(
    cell(`echo serving; ${server}`) + cell('curl -sS -o /dev/null localhost:8080 && echo served'),
  );
  const [first, next] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  await runAll(notebook);
  await until('the next cell ran', () => successOf(next) === true);
  assert.equal(outputOf(next), 'served\n');
  assert.match(outputOf(first), /runs until it is stopped: started in the background/);
  await vscode.commands.executeCommand('netlab.stopBackground', first);
  await until('it ended', () => outputOf(first).includes('Stopped.'));
  const alone = runCell(first);
  await until('it runs', () => /^serving\n(?!python3 -m http.server runs)/.test(outputOf(first)));
  await stopCell(first);
  await alone;
  await vscode.commands.executeCommand('netlab.endRunsOn', first, 'background');
  assert.match(first.metadata['info'], /\{background=true\}/);
  await closeAll();
});

test('two notebooks have a sandbox each', async () => {
  const one = await openText(cell('ip netns add only-here; v=1; ip netns'), 'one.netlab');
  const two = await openText(cell('echo "netns: $(ip netns) v: $v"'), 'two.netlab');
  await runAll(one);
  await until('the first ran', () => successOf(codeCell(one, 0)) === true);
  await runAll(two);
  await until('the second ran', () => successOf(codeCell(two, 0)) === true);
  assert.match(outputOf(codeCell(one, 0)), /only-here/);
  assert.equal(outputOf(codeCell(two, 0)), 'netns:  v: \n');
  await closeAll();
});

test('restart gives a clean sandbox and a fresh shell', async () => {
  const notebook = await openText(cell('ip netns add old; v=1') + cell('echo "netns: $(ip netns) v: $v"'));
  await runCell(codeCell(notebook, 0));
  await until('it ran', () => successOf(codeCell(notebook, 0)) === true);
  await vscode.commands.executeCommand('netlab.restart');
  await runCell(codeCell(notebook, 1));
  await until('it ran after the restart', () => successOf(codeCell(notebook, 1)) === true);
  assert.equal(outputOf(codeCell(notebook, 1)), 'netns:  v: \n');
  assert.equal(codeCell(notebook, 1).executionSummary?.executionOrder, 1);
  await closeAll();
});

test('closing the notebook ends what it runs', async () => {
  // One that is waited for would be asked about.
  const notebook = await openText(cell('readlink /proc/self/ns/net; sleep 3000', '{background=true}'));
  const one = codeCell(notebook, 0);
  void runCell(one);
  await until('it runs', () => /net:\[\d+\]/.test(outputOf(one)));
  const [netns = ''] = /net:\[\d+\]/.exec(outputOf(one)) ?? [];
  const { execFileSync } = await import('node:child_process');
  const holders = () =>
    execFileSync('sh', ['-c', 'readlink /proc/[0-9]*/ns/net | grep -cF "$1" || :', 'sh', netns], {
      encoding: 'utf8',
    }).trim();
  assert.notEqual(holders(), '0');
  await closeAll();
  await until('no process is left in its network namespace', () => holders() === '0');
});

test('deleting a cell that runs ends its run', async () => {
  const notebook = await openText(cell('sleep 3000') + cell('echo free'));
  const [first, second] = [codeCell(notebook, 0), codeCell(notebook, 1)];
  void runCell(first);
  await until('it runs', () => first.executionSummary?.executionOrder !== undefined);
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
  await vscode.workspace.applyEdit(edit);
  await runCell(second);
  await until('the shell is free again', () => outputOf(second) === 'free\n');
  await show(notebook);
  await closeAll();
});

test('background-is-run-again: the server of the run before makes way', async () => {
  const server = `n=$((n + 1)); ${process.execPath} -e 'require("net").createServer().listen(8080, () => console.log("up"))'`;
  const notebook = await openText(cell(server, '{background=true}'));
  const one = codeCell(notebook, 0);
  await runCell(one);
  for (const order of [1, 2, 3]) {
    await until('it is up', () => outputOf(one).includes('up') && one.executionSummary?.executionOrder === order);
    assert.doesNotMatch(outputOf(one), /EADDRINUSE/);
    // VS Code runs no cell that is being changed at that moment; this does.
    if (order < 3) await vscode.commands.executeCommand('netlab.runCellAgain', one);
  }
  await vscode.commands.executeCommand('netlab.stopBackground', one);
  await closeAll();
});

test('a background cell that fails at once is red', async () => {
  const notebook = await openText(cell('exit 3', '{background=true}') + cell('sleep 0.2; exit 4', '{background=true}'));
  await runAll(notebook);
  await until('both are judged', () => codeCells(notebook).every((one) => successOf(one) === false));
  assert.match(outputOf(codeCell(notebook, 0)), /Exit status 3/);
  await closeAll();
});

test('a background cell that fails later is red, too', async () => {
  const notebook = await openText(cell('sleep 1.5; echo at the end; exit 5', '{background=true}'));
  const one = codeCell(notebook, 0);
  await runAll(notebook);
  await until('it is started, without a mark', () => one.executionSummary?.executionOrder === 1);
  assert.equal(successOf(one), undefined);
  await until('it is judged', () => successOf(one) === false);
  assert.match(outputOf(one), /at the end\n.*Exit status 5/s);
  await closeAll();
});

test('after a restart old outputs say so, and have no mark', async () => {
  const notebook = await openText(cell('echo printed') + cell('true') + cell('false', '{expect=fail}'));
  await runAll(notebook);
  await until('all ended', () => codeCells(notebook).every(hasEnded));
  await vscode.commands.executeCommand('netlab.restart');
  await until('no mark is left', () => codeCells(notebook).every((one) => successOf(one) === undefined));
  assert.deepEqual(
    codeCells(notebook).map((one) => one.executionSummary?.executionOrder),
    [undefined, undefined, undefined],
  );
  assert.match(outputOf(codeCell(notebook, 0)), /Before the restart:.*\n?.*printed/s);
  assert.equal(outputOf(codeCell(notebook, 1)), '');
  await closeAll();
});

test('exists-already: a second Run All that fails for that says so, and Restart and Run All begins anew', async () => {
  const notebook = await openText(cell('ip netns add blue') + cell('echo netns: $(ls /run/netns)'));
  await runAll(notebook);
  await until('it ran', () => codeCells(notebook).every((one) => successOf(one) === true));
  await runAll(notebook);
  await until('it failed', () => successOf(codeCell(notebook, 0)) === false);
  assert.match(outputOf(codeCell(notebook, 0)), /File exists.*It exists already\. Delete or replace it/s);
  await vscode.commands.executeCommand('netlab.restartAndRunAll', codeCell(notebook, 0));
  await until('all ran', () => codeCells(notebook).every((one) => successOf(one) === true));
  assert.equal(outputOf(codeCell(notebook, 1)), 'netns: blue\n');
  await closeAll();
});

test('Run from a Clean Sandbox to Here runs what is above, and the cell in any case', async () => {
  const text = ['echo one', 'n=$((n + 1)); echo n=$n', 'echo below'];
  const notebook = await openText(
    cell(text[0] ?? '') + cell(text[1] ?? '', '{excludeFromRunAll=true}') + cell(text[2] ?? ''),
  );
  const [one, two, below] = [codeCell(notebook, 0), codeCell(notebook, 1), codeCell(notebook, 2)];
  for (const _ of [1, 2]) {
    await vscode.commands.executeCommand('netlab.runFromCleanSandbox', two);
    await until('both ran', () => successOf(two) === true && outputOf(two) === 'n=1\n');
    assert.deepEqual([outputOf(one), outputOf(below)], ['one\n', '']);
  }
  await closeAll();
});

test('a packet is watched from a cell, and the cell says what was seen and predicted', async () => {
  const network =
    'ip netns add a; ip netns add b; ip link add x netns a type veth peer name y netns b; ip -n a addr add 10.0.0.1/24 dev x; ip -n b addr add 10.0.0.2/24 dev y; ip -n a link set x up; ip -n b link set y up; sleep 1.5';
  const notebook = await openText(cell(network) + cell('%watch a b') + cell('%watch a 10.0.0.9', '{expect=fail}'));
  await runAll(notebook);
  await until('all ended', () => codeCells(notebook).every(hasEnded));
  assert.deepEqual(codeCells(notebook).map(successOf), [true, true, true]);
  assert.match(
    outputOf(codeCell(notebook, 1)),
    /a → 10\.0\.0\.2: answered\..*predicted.*That is what was predicted\./s,
  );
  assert.match(outputOf(codeCell(notebook, 2)), /no answer/);
  await closeAll();
});
