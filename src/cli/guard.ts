import type { GuardQuestions } from '../guard/guard.ts';
import { riskText } from '../guard/words.ts';
import type { Asker } from '../hosts/asker.ts';
import { type Catalog, findHost } from '../hosts/catalog.ts';
import { HostError } from '../hosts/host.ts';
import { shellWord } from '../shell/quote.ts';
import { inWords, type Said } from '../words.ts';
import { hasTerminal } from './ask.ts';
import { sayTerminal } from './words.ts';

export interface GuardOptions {
  readonly catalog: Catalog;
  readonly asker: Asker;
  /** The id of the host that the command line names: to name it is to agree that cells change it. */
  readonly chosen: string | undefined;
  /** The user has agreed beforehand. */
  readonly yes: boolean;
  readonly warn: (text: string) => void;
}

/**
 * What is asked at the terminal before cells touch a real machine. Without a terminal what was not agreed to on the command
 * line fails; only what cuts nobody off (a sysctl, a policy of ACCEPT) is merely reported on a host that was named there.
 */
export function makeGuardQuestions({ catalog, asker, chosen, yes, warn }: GuardOptions): GuardQuestions {
  const agree = async (title: Said, text: Said, remedy: Said) => {
    if (hasTerminal()) return asker.confirm({ title, text, yes: sayTerminal('yes') });
    throw new HostError(sayTerminal('unasked', title, text), remedy);
  };
  return {
    hostOf: (id) => findHost(catalog, id),
    isOfFile: (_request, id) => id !== chosen,
    mayChange: async ({ id, label }) => {
      const touches = sayTerminal('stays-changed', label);
      if (yes || id === chosen) {
        warn(inWords(sayTerminal('no-sandbox', touches)));
        return true;
      }
      return agree(sayTerminal('outside-sandbox', label), touches, sayTerminal('pass-host', shellWord(id)));
    },
    mayRisk: async ({ label }, risks) => {
      if (yes) return true;
      const text = risks.map((risk) => riskText(risk)).join(' ');
      if (hasTerminal() || risks.some(({ cuts }) => cuts))
        return agree(sayTerminal('about-to-touch', label), sayTerminal('risks', text), sayTerminal('pass-yes'));
      warn(`${inWords(label)}: ${text}`);
      return true;
    },
  };
}
