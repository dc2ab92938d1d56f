import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where output goes that is not shown; made when there is some, and left to the user. */
export class LogFolder {
  #path: string | undefined;

  file(name: string): string {
    this.#path ??= mkdtempSync(join(tmpdir(), 'netlab-notebook-'));
    return join(this.#path, name);
  }
}
