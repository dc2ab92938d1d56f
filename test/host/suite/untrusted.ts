// The suite in a workspace that is not trusted.
import './tests/untrusted.ts';

export { runTests as run } from './registry.ts';
