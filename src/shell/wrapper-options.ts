// The options of programs that run the command after them.
import type { Options } from './getopt.ts';

export interface Wrapper extends Options {
  /** Its own words before those of the command. */
  readonly operands?: number;
  /** Where there is no command it runs a shell. */
  readonly shell?: true;
}

/** Programs of setarch(8). */
const ARCH: Wrapper = {
  short: 'BFILRSTXZ3v',
  long: `32bit fdpic-funcptrs short-inode addr-compat-layout addr-no-randomize whole-seconds sticky-timeouts
    read-implies-exec mmap-page-zero 3gb 4gb uname-2.6 verbose list`,
  shell: true,
};
/** Programs that run the command after their options. The options are those of their pages of the manual. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['command', { short: 'pvV' }],
  ['builtin', { short: '' }],
  ['exec', { short: 'cla:' }],
  ['time', { short: 'apvqVf:o:', long: 'append portability quiet verbose format= output=' }],
  [
    'sudo',
    {
      short: 'ABbC:c:D:EeHg:h:iKklNnPp:R:r:SsT:t:U:u:Vv',
      long: `askpass background bell close-from= chdir= preserve-env set-home group= host= login non-interactive
        preserve-groups prompt= chroot= role= stdin shell type= command-timeout= other-user= user= no-update reset-timestamp`,
    },
  ],
  ['doas', { short: 'LnsC:u:' }],
  [
    'env',
    {
      short: 'i0u:C:v',
      long: 'ignore-environment null unset= chdir= debug block-signal default-signal ignore-signal list-signal-handling',
    },
  ],
  ['nice', { short: 'n:0123456789', long: 'adjustment=' }],
  ['ionice', { short: 'c:n:p:P:u:t', long: 'class= classdata= ignore' }],
  ['stdbuf', { short: 'i:o:e:', long: 'input= output= error=' }],
  ['timeout', { short: 'fpvk:s:', long: 'foreground preserve-status verbose kill-after= signal=', operands: 1 }],
  ['flock', { short: 'sxenuoFvw:E:', long: 'shared exclusive unlock nonblock timeout= close verbose', operands: 1 }],
  ['chrt', { short: 'abdfiorRvmpT:P:D:', long: 'all-tasks batch deadline fifo idle other rr verbose', operands: 1 }],
  ['taskset', { short: 'acp', long: 'all-tasks cpu-list pid', operands: 1 }],
  ['setsid', { short: 'cfw', long: 'ctty fork wait' }],
  ['nohup', { short: '' }],
  ['busybox', { short: '' }],
  ['toybox', { short: '' }],
  ['xtables-multi', { short: '' }],
  ['chroot', { short: '', long: 'groups= userspec= skip-chdir', operands: 1, shell: true }],
  ['strace', { short: 'CDdfhikrtTvVwxyYza:b:e:E:I:o:O:p:P:s:S:u:U:X:', long: 'follow-forks output= trace=' }],
  ['ltrace', { short: 'CfhiLrStTVa:A:D:e:F:l:n:o:p:s:u:w:x:' }],
  ['unbuffer', { short: 'p' }],
  [
    'setpriv',
    {
      short: 'dhV',
      long: `ambient-caps= apparmor-profile= bounding-set= clear-groups dump egid= euid= groups= help inh-caps= init-groups
        keep-groups landlock-access= landlock-rule= list-caps nnp no-new-privs pdeathsig= ptracer= regid= reset-env reuid=
        rgid= ruid= seccomp-filter= securebits= selinux-label= version`,
    },
  ],
  ...['linux32', 'linux64', 'i386', 'i486', 'i586', 'i686', 'x86_64', 'athlon', 'uname26'].map(
    (name): [string, Wrapper] => [name, ARCH],
  ),
  ['setarch', ARCH],
  ['pkexec', { short: 'u:', long: 'user= disable-internal-agent keep-cwd', shell: true }],
  [
    'prlimit',
    {
      short: 'c::d::e::f::i::l::m::n::q::r::s::t::u::v::x::y::o:p:',
      long: `as core cpu data fsize locks memlock msgqueue nice nofile noheadings nproc output= pid= raw rss rtprio rttime
        sigpending stack verbose`,
    },
  ],
  ['fakeroot', { short: 'l:s:i:b:uhv', long: 'lib= faked= fd-base= unknown-is-real help version', shell: true }],
  [
    'systemd-run',
    { short: 'dEGHMPpqrStu:', long: 'user scope wait pty pipe quiet collect unit= property= uid= setenv=' },
  ],
  ['systemd-inhibit', { short: '', long: 'what= who= why= mode=' }],
  ['xtables-nft-multi', { short: '' }],
  ['xtables-legacy-multi', { short: '' }],
]);
