import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where output goes that is not shown; made when there is some, and left to the user. */
export class LogFolder {
  #path: string | undefined;

  /** Throws what mkdtemp(3) gives. */
  file(name: string): string {
    if (this.#path === undefined || !existsSync(this.#path))
      this.#path = mkdtempSync(join(tmpdir(), 'netlab-notebook-'));
    return join(this.#path, name);
  }

  /** What could not be kept leaves no folder. */
  removeIfEmpty(): void {
    try {
      if (this.#path !== undefined) rmdirSync(this.#path);
    } catch {
      // It holds other logs.
    }
  }
}
