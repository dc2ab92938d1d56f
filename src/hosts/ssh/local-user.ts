import { homedir, userInfo } from 'node:os';

/** Who we are here; a container may have no name for it. */
export function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? String(process.getuid?.() ?? '');
  }
}

/** As ssh(1) finds it: in passwd(5), whatever HOME says. */
export function homeDirectory(): string {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}
