# shellcheck shell=bash
# What the shell of a session is given once at its start: the functions that the lines of protocol.ts and the traps of
# shell-side.ts call. Needs bash 4.4. A cell may have made `printf` or `trap` anything: what is run between and after cells says \builtin.

shopt -s expand_aliases
unset MAILCHECK HISTFILE
__netlab_int=- __netlab_refused=- __netlab_last_pid='' __netlab_ending='' __netlab_cell='' __netlab_exits='' __netlab_dying='' __netlab_jobs=''
declare -A __netlab_bound
read -r __netlab_stat <"/proc/$$/stat"
read -r __netlab_relays <"/proc/$$/task/$$/children"

__netlab_lane() {
  { __netlab_p=$(PATH=/usr/bin:/bin readlink /proc/$$/fd/{0,1,2,60}); } 6</dev/null
  \builtin mapfile -t __netlab_fds <<<"$__netlab_p"
}

# What ip-netns(8) does with the files in /etc/netns/NAME only when a program is started there: binds them over those in /etc, in the
# mount namespace of this shell. Also those that were made, replaced or removed since.
__netlab_etc() {
  \builtin local __netlab_p __netlab_file
  for __netlab_file in "${!__netlab_bound[@]}"; do
    __netlab_p=$1/${__netlab_file##*/}
    [[ $__netlab_p -ef $__netlab_file ]] && \builtin continue
    PATH=/usr/sbin:/usr/bin:/sbin:/bin umount -- "$__netlab_file"
    \builtin unset -v '__netlab_bound[$__netlab_file]'
  done
  for __netlab_p in "$1"/*; do
    __netlab_file=/etc/${__netlab_p##*/}
    [[ -e $__netlab_p && -e $__netlab_file ]] || \builtin continue
    [[ $__netlab_p -ef $__netlab_file ]] || PATH=/usr/sbin:/usr/bin:/sbin:/bin mount --bind -- "$__netlab_p" "$__netlab_file"
    __netlab_bound[$__netlab_file]=1
  done
}

# Whether a process other than the shell and its relays still has the lane open (`-ef` compares the pipes by device and inode; no
# process is started for that); if no process was made since the cell before, there is none (proc_loadavg(5): the last field is the
# pid made last).
__netlab_held() {
  __netlab_before=$__netlab_last_pid
  \builtin read -r __netlab_p __netlab_p __netlab_p __netlab_p __netlab_last_pid </proc/loadavg
  [[ $__netlab_before == "$__netlab_last_pid" ]] && \builtin return 1
  for __netlab_p in /proc/[0-9]*; do
    [[ $__netlab_p -ef /proc/$$ ]] && \builtin continue
    [[ $__netlab_p/fd/1 -ef /proc/$$/fd/8 || $__netlab_p/fd/2 -ef /proc/$$/fd/9 ||
      $__netlab_p/fd/2 -ef /proc/$$/fd/8 || $__netlab_p/fd/1 -ef /proc/$$/fd/9 ]] && \builtin return
  done
  \builtin return 1
}

__netlab_new() {
  __netlab_cell=1 __netlab_failed=0 __netlab_failed_at='' __netlab_unread=''
  # The standard input of cells is an empty file; its times tell whether it was read, but for two reads within a tick of the clock.
  __netlab_in=/proc/$$/fd/60
  if [[ ! -f $__netlab_in || -s $__netlab_in ]]; then
    __netlab_in=/dev/null
  else
    [[ -N $__netlab_in ]] || \builtin : 2>/dev/null >|"$__netlab_in"
    [[ -N $__netlab_in ]] && __netlab_unread=1
  fi
  \builtin unset -v __netlab_s __netlab_flags __netlab_traps
}

# Counts the commands that fail, as `set -e` would see them, with their lines. It shows in no trace (`set -x`), and `eval`, which fails
# with what it was given, counts once.
__netlab_count() {
  \builtin trap '{ __netlab_fail "$LINENO"; } 2>/dev/null' ERR
}
__netlab_fail() {
  # Line 0 is ours.
  [[ $1 == 0 || $BASH_COMMAND == eval\ * && $__netlab_failed_at == *,$1 ]] && \builtin return
  (( ++__netlab_failed <= 20 )) && __netlab_failed_at+=,$1
}

# Gives a cell the status, the flags and the ERR trap that the cell before it has left. In a function, because ERR does not see the
# function that sets it fail.
__netlab_begin() {
  \builtin eval "$3"
  [[ $2 ]] && \builtin set "-$2"
  \builtin return "$1"
}

# MARK [DIRECTORY]: reports by one write, so that nothing of a job that prints to the same pipe gets into it (pipe(7), PIPE_BUF). The
# stdout of bash is line-buffered: that is why U+0002 stands for a newline. It starts no process for that: none may be available.
__netlab_end() {
  __netlab_s=${__netlab_s-$?} __netlab_flags=${__netlab_flags:-$-} __netlab_hold=0 __netlab_read=0 __netlab_ending=1
  \builtin set +fuxevTE
  [[ $__netlab_unread && -f $__netlab_in && ! -N $__netlab_in ]] && __netlab_read=1
  __netlab_held && __netlab_hold=1
  IFS=' ' \builtin read -r __netlab_p <"/proc/$$/task/$$/children"
  __netlab_p=${__netlab_p:+${__netlab_p// /$'\n'}$'\n'}
  __netlab_p=$__netlab_p$__netlab_jobs$'\n'$PWD$'\1'$__netlab_traps
  \builtin printf '\0%s %s %s %s %s %s %s %s %s\2%s\0\0' "$1" "$__netlab_s" "$__netlab_int" "$__netlab_hold" "$__netlab_refused" "$__netlab_flags" \
    "$__netlab_failed$__netlab_failed_at" "$__netlab_read" "$!" "${__netlab_p//$'\n'/$'\2'}" >&8
  \builtin printf '\0%s\0\0' "$1" >&9
  # shellcheck disable=SC2164 # where it cannot be entered, the shell stays where it is
  [[ $2 ]] && \builtin cd -- "$2"
  \builtin unset -v __netlab_s __netlab_flags __netlab_traps
  __netlab_int=- __netlab_refused=- __netlab_ending='' __netlab_cell=''
  # A stop, and what looks for traps, have taken it off.
  __netlab_count
  \builtin return 0
}

# A stop that comes while __netlab_end runs may make bash (seen with 5.2.15) leave it and read on without undoing the redirections of
# the line that calls it: then nothing that the shell says is heard any more.
__netlab_back() {
  [[ /proc/$$/fd/1 -ef /dev/null && -e /proc/$$/fd/8 && -e /proc/$$/fd/9 ]] || \builtin return
  { __netlab_p=$(PATH=/usr/bin:/bin readlink /proc/$$/fd/8); } 6</dev/null 2>/dev/null
  [[ $__netlab_p == "${__netlab_fds[1]}" ]] && \exec >&8 2>&9 6<&- 8>&- 9>&-
}

__netlab_go_on() {
  \builtin trap - DEBUG
  [[ $__netlab_extdebug ]] || \builtin shopt -u extdebug
  \builtin set +T
}

# A stop request is SIGURG to the shell, and SIGINT to what it runs. SIGURG, harmless where it is not trapped, makes the shell
# leave its loops, skip every further command of the cell, read end-of-file, and say nothing of what it still parses.
__netlab_stop() {
  [[ $__netlab_ending || $__netlab_int != - ]] && \builtin return
  __netlab_int=$__netlab_s __netlab_extdebug=
  \builtin shopt -q extdebug && __netlab_extdebug=1
  # The shell's own input must never be taken for the cell's.
  { __netlab_p=$(PATH=/usr/bin:/bin readlink /proc/$$/fd/0); } 6</dev/null
  [[ -z $__netlab_p || $__netlab_p == "${__netlab_fds[0]}" ]] || \exec </dev/null 2>/dev/null
  \builtin shopt -s extdebug
  \builtin set -T
  \builtin trap '[[ $__netlab_dying || $BASH_COMMAND == __netlab_* ]] && __netlab_go_on || { \builtin break 9999; \builtin false; } 2>/dev/null' DEBUG
}

exit() {
  \builtin local __netlab_s=$?
  __netlab_exits=1
  # shellcheck disable=SC2241 # too many are for the builtin to complain of
  \builtin exit "${1-$__netlab_s}" "${@:2}"
}

# A shell that is not interactive exits at `${X:?}`, at an unset variable under `set -u`, and at SIGINT. It is right that the cell ends
# there; but the shell continues: it is replaced by one that begins with all that it knew. `exit`, and any failure under `set -e`, are meant;
# no trap can see which it was, so `exit` says so itself. A subshell that has been given the trap (`eval "$(trap -p)"`) is not the shell:
# two would then read the session's lines.
__netlab_exit() {
  [[ $__netlab_cell && $BASHPID == "$$" ]] || \builtin return
  [[ $__netlab_int == - && ( $__netlab_exits || $__netlab_flags == *e* ) ]] && \builtin return
  \builtin set +fuxevTE
  # Only a signal ends a shell with the status of a command that succeeded.
  [[ $__netlab_s == 0 ]] && __netlab_s=130
  __netlab_dying=
  \builtin local -a __netlab_at; \builtin local __netlab_p __netlab_link __netlab_input=/dev/null
  for __netlab_p in "/proc/$$"/fd/*; do
    __netlab_link=$(PATH=/usr/bin:/bin readlink "$__netlab_p")
    [[ $__netlab_link == "${__netlab_fds[0]}" ]] && __netlab_at[0]=${__netlab_p##*/}
    [[ $__netlab_link == "${__netlab_fds[1]}" ]] && __netlab_at[1]=${__netlab_p##*/}
    [[ $__netlab_link == "${__netlab_fds[2]}" ]] && __netlab_at[2]=${__netlab_p##*/}
    [[ $__netlab_link == "${__netlab_fds[3]-}" ]] && __netlab_input=$__netlab_p
  done
  (( ${#__netlab_at[@]} == 3 )) || \builtin return
  [[ $__netlab_int == - ]] || __netlab_go_on
  if \builtin shopt -q extdebug; then
    __netlab_traps='shopt -s extdebug'$'\n'$__netlab_traps
    \builtin shopt -u extdebug
  fi
  __netlab_p=$(\builtin jobs -p) __netlab_jobs+=${__netlab_p:+$__netlab_p$'\n'}
  __netlab_p=${BASH_ENV+:}
  \builtin local __netlab_state
  __netlab_state="\exec 61>&2 2>/dev/null
$(\builtin declare -p; \builtin declare -f; \builtin shopt -p; \builtin set +o; \builtin alias -p; \builtin trap -p)
$__netlab_p \builtin unset BASH_ENV
\exec 2>&61 61>&- 62<&-
__netlab_count
$__netlab_readonly"
  \builtin export BASH_ENV=/proc/self/fd/62
  \exec -a bash "$BASH" --noprofile --norc \
    60<"$__netlab_input" <&"${__netlab_at[0]}" >&"${__netlab_at[1]}" 2>&"${__netlab_at[2]}" 62<<<"$__netlab_state"
}
__netlab_readonly='\builtin declare -rf __netlab_lane __netlab_new __netlab_count __netlab_fail __netlab_etc __netlab_held __netlab_begin __netlab_end __netlab_back __netlab_go_on __netlab_stop __netlab_exit'
eval "$__netlab_readonly"
__netlab_lane
