// The suite in a trusted workspace. The editor loads its bundle as the extension tests and calls `run`.
import './tests/activation.ts';
import './tests/commands.ts';
import './tests/files.ts';
import './tests/hosts.ts';
import './tests/language.ts';
import './tests/learning.ts';
import './tests/output.ts';
import './tests/problems.ts';
import './tests/running.ts';
import './tests/topology.ts';

export { runTests as run } from './registry.ts';
