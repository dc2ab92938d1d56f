import { platform } from 'node:process';
import type { Said } from '../../words.ts';
import { sayEditor } from '../words.ts';

/** Where a lab can run, for those whose machine is no Linux. */
export const elsewhere = (): Said => sayEditor(platform === 'win32' ? 'open-in-wsl' : 'open-on-linux');
