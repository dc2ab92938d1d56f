import type { Asker } from '../hosts/asker.ts';
import { HostError } from '../hosts/host.ts';
import type { CareQuestions } from '../kernel/care.ts';
import { hasTerminal } from './ask.ts';

export interface CareOptions {
  readonly asker: Asker;
  /** The id of the host that the command line names: to name it is to agree that cells change it. */
  readonly chosen: string | undefined;
  /** The user has agreed beforehand. */
  readonly yes: boolean;
  readonly warn: (text: string) => void;
}

/**
 * What is asked at the terminal before cells touch a real machine. Without a terminal what was not agreed to on the command
 * line fails; only what cuts nobody off (a sysctl, a policy of ACCEPT) is merely told on a host that was named there.
 */
export function makeCareQuestions({ asker, chosen, yes, warn }: CareOptions): CareQuestions {
  const agree = async (title: string, text: string) => {
    if (hasTerminal()) return asker.confirm({ title, text, yes: 'yes' });
    throw new HostError(`${title} ${text}`, 'Without a terminal to ask at, agree to it beforehand by --yes.');
  };
  return {
    mayChange: async ({ id, label }) => {
      const touches = `Links, addresses, routes and rules that cells change are those of ${label}, and stay changed.`;
      if (yes || id === chosen) {
        warn(`Not a sandbox. ${touches}`);
        return true;
      }
      return agree(`The file runs cells on ${label}, outside a sandbox.`, touches);
    },
    mayRisk: async ({ label }, risks) => {
      if (yes) return true;
      const text = risks.map(({ what }) => what).join(' ');
      if (hasTerminal() || risks.some(({ cuts }) => cuts)) return agree(`A cell is about to touch ${label}.`, text);
      warn(`${label}: ${text}`);
      return true;
    },
  };
}
