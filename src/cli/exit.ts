/**
 * Exit statuses of the program, as docs/command-line.md and --help give them; 70 and 74 are EX_SOFTWARE and EX_IOERR of
 * sysexits(3head). Upon a signal it is 128 and the signal's number, as a shell says.
 */
export const EXIT = { ok: 0, unmet: 1, usage: 2, noHost: 3, bug: 70, cannotWrite: 74 } as const;
