/** Exit statuses of the program, as docs/command-line.md and --help give them; 70 is EX_SOFTWARE of sysexits(3head). */
export const EXIT = { ok: 0, unmet: 1, usage: 2, noHost: 3, bug: 70 } as const;
