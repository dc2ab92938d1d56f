import { findProgram } from '../../scripts/lib/project.mjs';

/** Chromium as a test wants it: no sandbox of its own (it may run as root), no GPU, nothing on the network by itself. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The installed Chromium or Chrome. Throws when there is none. */
export function chromiumPath(): string {
  const path = ['chromium', 'chromium-browser', 'google-chrome'].map(findProgram).find((found) => found !== undefined);
  if (!path) throw new Error('No Chromium found. Run: sudo apt-get install -y chromium');
  return path;
}
