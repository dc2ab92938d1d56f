// Texts that are the content of a file, though each line could be one of shell: settings, and scripts.

import type { Facts } from './facts.ts';
import type { BlockLine } from './lines.ts';

/** A value that is assigned as it stands. */
const SETTING = /^\s*([\w.-]+)=(?:"[^"$`]*"|'[^']*'|[^\s"'$`;&|()]*)\s*(?:#.*)?$/;
/** What changes how a shell works though nothing names it. */
const OF_SHELL = /^(?:PATH|PS\d|HOME|IFS|LANG|LC_\w+|\w+_proxy)$/i;

/** Whether lines are settings that no command of the document uses. */
export function areSettings(written: readonly BlockLine[], { variables }: Facts): boolean {
  return written.every(({ text }) => {
    const name = SETTING.exec(text)?.[1];
    return name !== undefined && !variables.has(name) && !OF_SHELL.test(name);
  });
}

export const isSetting = (text: string): boolean => SETTING.test(text);

/** What only a script of its own has: arguments, functions, an end, values that it works out. */
const SCRIPTED =
  /\$(?:[1-9@*#]|\{[1-9@*#])|^\s*(?:exit|shift|getopts)\b|^\s*set -[eux]|^\s*(?:function\s|[\w-]+\s*\(\)\s*(?:\{|$))|^\s*[A-Za-z_]\w*=\S/m;

export const isScripted = (text: string): boolean => SCRIPTED.test(text);
