import type { AnyAuthMethod, AuthHandlerMiddleware, Prompt } from 'ssh2';
import type { Argument, Said } from '../../words.ts';
import type { Asker, Question } from '../asker.ts';
import { HostError, toHostError } from '../host.ts';
import { quoted, quotedQuestion } from './foreign-text.ts';
import { findIdentities } from './keys.ts';
import { givenUp } from './socket.ts';
import type { Method, SshTarget } from './target.ts';
import { saySsh } from './words.ts';

type Library = typeof import('ssh2');

export interface Authentication {
  /** For the library: says what to try next. */
  readonly handler: AuthHandlerMiddleware;
  /** Why nothing worked, for the user; `detail` is what the server said, if it said something. */
  failure(detail?: Argument): HostError;
  /** It has worked: the password is let go. */
  succeeded(): void;
}

interface State {
  /** Names the password where it is kept. */
  readonly keepAs: string;
  /** What the server still accepts; undefined before it was asked. */
  left: readonly string[] | undefined;
  /** It accepted the last attempt, as one factor of several. */
  partial: boolean;
  /** It accepted a factor since the methods were begun with. */
  progress: boolean;
  readonly tried: Argument[];
  readonly notes: Said[];
  /** Passwords asked for so far. */
  prompts: number;
  /** The password given last, which is wrong if the server asks again. */
  given: string | undefined;
  /** Why nobody may be asked any more. */
  over: HostError | undefined;
}

/**
 * Proves to a server who we are, in the order of ssh(1). A password that is kept is for that host key alone. `waiting` is
 * called with true while a person is asked.
 */
export function authentication(
  library: Library,
  target: SshTarget,
  hostKey: string,
  asker: Asker,
  waiting: (forPerson: boolean) => void,
): Authentication {
  const { user, hostName, port } = target;
  const state: State = {
    keepAs: `ssh-password:${user}@${hostName}:${port} ${hostKey}`,
    left: undefined,
    partial: false,
    progress: false,
    tried: [],
    notes: [],
    prompts: 0,
    given: undefined,
    over: undefined,
  };
  const attempts = attemptsOf(library, target, watched(asker, waiting), state);
  return {
    handler: (left, partial, next) => {
      // The types do not say it, but before the first answer of the server it is null.
      state.left = (left as readonly string[] | null) ?? undefined;
      state.partial = partial === true;
      state.progress ||= state.partial;
      attempts.next().then(
        // false: nothing more to try; the types do not say it.
        ({ value, done }) => next(done ? (false as never) : value),
        (error: unknown) => {
          state.over = toHostError(error);
          next(false as never);
        },
      );
    },
    failure: (detail) => state.over ?? refused(target, state, detail),
    succeeded: () => {
      state.given = undefined;
    },
  };
}

async function* attemptsOf(
  library: Library,
  target: SshTarget,
  asker: Asker,
  state: State,
): AsyncGenerator<AnyAuthMethod, void> {
  const username = target.user;
  yield { type: 'none', username };
  do {
    state.progress = false;
    for (const method of target.methods) {
      if (method === 'publickey') yield* keys(library, target, asker, state);
      else yield* passwords(method, target, asker, state);
    }
  } while (state.progress);
}

async function* keys(
  library: Library,
  target: SshTarget,
  asker: Asker,
  state: State,
): AsyncGenerator<AnyAuthMethod, void> {
  if (!accepts(state, 'publickey')) return;
  for (const { from, agent } of await findIdentities(library, target, asker, state.notes)) {
    if (!accepts(state, 'publickey')) return;
    state.tried.push(from);
    yield { type: 'agent', username: target.user, agent };
  }
  // The library does not report when a key was accepted as one factor of several: what is left now does.
  yield { type: 'none', username: target.user };
  state.progress ||= !accepts(state, 'publickey');
}

async function* passwords(
  method: Method,
  target: SshTarget,
  asker: Asker,
  state: State,
): AsyncGenerator<AnyAuthMethod, void> {
  const username = target.user;
  while (accepts(state, method) && state.over === undefined && state.prompts < target.passwordPrompts) {
    const asked = state.prompts;
    if (method === 'password') {
      const password = await askPassword(target, asker, state);
      state.tried.push('password');
      yield { type: 'password', username, password };
    } else {
      state.tried.push('keyboard-interactive');
      yield {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, instructions, _language, prompts, finish) => {
          answer(target, asker, state, instructions, prompts).then(finish, (error: unknown) => {
            state.over = toHostError(error);
            finish([]);
          });
        },
      };
    }
    await forgetWrong(asker, state);
    // It was refused without a question.
    if (state.prompts === asked) return;
  }
}

async function answer(
  target: SshTarget,
  asker: Asker,
  state: State,
  instructions: string,
  prompts: readonly Prompt[],
): Promise<string[]> {
  const answers: string[] = [];
  for (const { prompt, echo } of prompts) {
    const isPassword = prompts.length === 1 && echo !== true && /password/i.test(prompt);
    if (isPassword) answers.push(await askPassword(target, asker, state));
    else {
      state.prompts++;
      const asked = [target.user, target.hostName, quotedQuestion(prompt)] as const;
      const before = quotedQuestion(instructions);
      const text = before === '' ? saySsh('prompt', ...asked) : saySsh('prompt-with-instructions', ...asked, before);
      answers.push(await mustAnswer(target, asker, { title: titleOf(target), text, secret: echo !== true }));
    }
  }
  return answers;
}

async function askPassword(target: SshTarget, asker: Asker, state: State): Promise<string> {
  await forgetWrong(asker, state);
  const text = saySsh(state.prompts > 0 ? 'password-again' : 'password', target.user, target.hostName);
  state.prompts++;
  state.given = await mustAnswer(target, asker, { title: titleOf(target), text, secret: true, keepAs: state.keepAs });
  return state.given;
}

async function forgetWrong(asker: Asker, state: State): Promise<void> {
  if (state.given === undefined || state.partial) return;
  state.given = undefined;
  await asker.forget(state.keepAs);
}

async function mustAnswer(target: SshTarget, asker: Asker, question: Question): Promise<string> {
  const text = await asker.ask(question);
  if (text === undefined) throw givenUp(target);
  return text;
}

function refused(target: SshTarget, { tried, notes, left }: State, detail: Argument = ''): HostError {
  const counts = new Map<Argument, number>();
  for (const what of tried) counts.set(what, (counts.get(what) ?? 0) + 1);
  const list = [...counts].map(([what, count]) => (count > 1 ? saySsh('times', what, count) : what));
  const because = [typeof detail === 'string' ? quoted(detail) : detail, ...notes].filter((part) => part !== '');
  const how = [
    target.alias,
    target.user,
    list.length === 0 ? saySsh('nothing-tried') : list,
    quoted(left?.join(', ') ?? '') || saySsh('nothing-more'),
  ] as const;
  const port = target.port === 22 ? '' : `-p ${target.port} `;
  return new HostError(
    because.length === 0 ? saySsh('rejected', ...how) : saySsh('rejected-because', ...how, because),
    typeof detail === 'string' && /too many/i.test(detail)
      ? saySsh('name-key', target.alias, target.configFile)
      : saySsh('copy-key', `${port}${target.user}@${target.hostName}`),
  );
}

const accepts = ({ left }: State, method: Method) => left === undefined || left.includes(method);
const titleOf = ({ alias }: SshTarget) => saySsh('title', alias);

/** Says when a person is being asked, so that the time does not count. */
function watched(asker: Asker, waiting: (forPerson: boolean) => void): Asker {
  const during = async <T>(work: Promise<T>): Promise<T> => {
    waiting(true);
    return work.finally(() => waiting(false));
  };
  return {
    ask: (question) => during(asker.ask(question)),
    confirm: (confirmation) => during(asker.confirm(confirmation)),
    forget: (name) => asker.forget(name),
  };
}
