/** Exit statuses of the program, as docs/command-line.md and --help give them. */
export const EXIT = { ok: 0, unmet: 1, usage: 2, noHost: 3 } as const;
