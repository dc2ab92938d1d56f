#!/usr/bin/env node
import manifest from '../../package.json' with { type: 'json' };
import { HostError } from '../hosts/host.ts';
import { problemInWords } from '../words.ts';
import { parseCommand, verbIn } from './arguments.ts';
import { UsageError } from './command.ts';
import { EXIT } from './exit.ts';
import { Interruption, leaveSoon, onSignals } from './interruption.ts';
import { runFile } from './run-file.ts';
import { say } from './terminal.ts';
import { usageOf } from './usage.ts';

async function main(args: readonly string[], interruption: Interruption): Promise<number> {
  try {
    const command = parseCommand(args);
    switch (command.kind) {
      case 'help':
        void say(process.stdout, usageOf(command.verb));
        return EXIT.ok;
      case 'version':
        void say(process.stdout, `${manifest.version}\n`);
        return EXIT.ok;
      case 'doctor':
        if (command.files.length > 0)
          return await (await import('./doctor-files.ts')).doctorFiles(command, interruption.signal);
        return await (await import('./doctor.ts')).doctor(command.where, interruption.signal);
      case 'check':
        return await (await import('./check.ts')).check(command.files, interruption.signal);
      case 'topology':
        return await (await import('./topology.ts')).topology(command, interruption.signal);
      case 'explain':
        return await (await import('./explain.ts')).explainCommand(command, interruption.signal);
      case 'matrix':
        return await (await import('./explain.ts')).matrixCommand(command, interruption.signal);
      case 'watch':
        return await (await import('./watch.ts')).watchCommand(command, interruption.signal);
      case 'convert':
        return await (await import('./convert.ts')).convert(command, interruption);
      case 'run':
        return await runFile(command, interruption);
    }
  } catch (error) {
    if (interruption.status !== undefined) return interruption.status;
    return complain(error, ANSWERS.includes(verbIn(args) ?? '') ? EXIT.noHost : EXIT.usage);
  }
}

/** Of these, 2 says that it is unknown. */
const ANSWERS: readonly string[] = ['explain', 'matrix', 'watch'];

/** Says once what went wrong and what can be done; returns the exit status. */
function complain(error: unknown, usage: number): number {
  if (error instanceof HostError) {
    void say(process.stderr, `netlab-notebook: ${problemInWords(error)}\n`);
    return EXIT.noHost;
  }
  if (error instanceof UsageError) {
    void say(process.stderr, `netlab-notebook: ${error.message}\n`);
    return usage;
  }
  // A bug of ours; its words may be those of others all the same.
  void say(process.stderr, `netlab-notebook: ${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return EXIT.bug;
}

const interruption = new Interruption();
onSignals(interruption);
const status = await main(process.argv.slice(2), interruption);
// Unless its output could not be written.
process.exitCode ??= status;
if (interruption.status !== undefined) leaveSoon(interruption.status);
