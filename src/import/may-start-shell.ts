// Apart from inner-shells.ts, so that to ask this the parser of shell text is not needed.

/** A text that starts a shell to type in has one of these; most that do not have none. */
const STARTS =
  /\b(?:(?:ba|da|z|k|mk|a)?sh|SHELL|su|runuser|pkexec|nsenter|unshare|chroot|fakeroot|setarch|linux32|linux64)\b|\b(?:sudo|doas)\s[^\n]*-/;

/** Whether it is worth reading what a text says of shells within the shell. */
export const mayStartShell = (text: string): boolean => STARTS.test(text);
