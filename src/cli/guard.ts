import type { GuardQuestions } from '../guard/guard.ts';
import { riskText } from '../guard/words.ts';
import type { Asker } from '../hosts/asker.ts';
import { type Catalog, findPlace } from '../hosts/catalog.ts';
import { HostError } from '../hosts/host.ts';
import { shellWord } from '../shell/quote.ts';
import { hasTerminal } from './ask.ts';

export interface GuardOptions {
  readonly catalog: Catalog;
  readonly asker: Asker;
  /** The id of the host that the command line names: to name it is to agree that cells change it. */
  readonly chosen: string | undefined;
  /** The user has agreed beforehand. */
  readonly yes: boolean;
  readonly warn: (text: string) => void;
}

const BY_YES = 'There is no terminal to ask at: pass --yes to agree in advance.';

/**
 * What is asked at the terminal before cells touch a real machine. Without a terminal what was not agreed to on the command
 * line fails; only what cuts nobody off (a sysctl, a policy of ACCEPT) is merely told on a host that was named there.
 */
export function makeGuardQuestions({ catalog, asker, chosen, yes, warn }: GuardOptions): GuardQuestions {
  const agree = async (title: string, text: string, remedy = BY_YES) => {
    if (hasTerminal()) return asker.confirm({ title, text, yes: 'yes' });
    throw new HostError(`${title} ${text}`, remedy);
  };
  return {
    placeOf: (id) => findPlace(catalog, id),
    isOfFile: (_request, id) => id !== chosen,
    mayChange: async ({ id, label }) => {
      const touches = `Links, addresses, routes and rules that cells change are those of ${label}, and stay changed.`;
      if (yes || id === chosen) {
        warn(`Not a sandbox. ${touches}`);
        return true;
      }
      return agree(
        `The file runs cells on ${label}, outside a sandbox.`,
        touches,
        `There is no terminal to ask at. If you have read the file and want that, pass --host ${shellWord(id)} or --yes.`,
      );
    },
    mayRisk: async ({ label }, risks) => {
      if (yes) return true;
      const text = risks.map((risk) => riskText(risk)).join(' ');
      if (hasTerminal() || risks.some(({ cuts }) => cuts)) return agree(`A cell is about to touch ${label}.`, text);
      warn(`${label}: ${text}`);
      return true;
    },
  };
}
