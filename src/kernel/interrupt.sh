# shellcheck shell=bash
# SHELL BEGAN SPARED…: SIGURG makes the shell skip the rest of the cell, SIGINT to the others of its group ends what runs; see
# shell-side.sh. Before that it looks whether the shell waits for a program that catches SIGINT (SigCgt of proc_pid_status(5)), as ping
# does; what does not would give 130 to a person at a terminal. Copies of the shell do not count: they may be programs that have not
# begun yet. process-identity.sh goes before it. What our own lines have forked, to look at something, has /dev/null as 6 or 62: if SIGINT
# ended that, bash would end itself.

same "$1" "$2" || exit 0 # its number may be another's
shell=$1; shift 2; spared=" $* "
mapfile -d '' -t own <"/proc/$shell/cmdline"
catches() {
  local key value child line
  for child in $(<"/proc/$1/task/$1/children"); do
    [[ $spared == *" $child "* ]] && continue
    mapfile -d '' -t line <"/proc/$child/cmdline"
    [[ "${line[*]}" == "${own[*]}" ]] || while read -r key value; do [[ $key == SigCgt: && $((0x${value: -1} & 2)) != 0 ]] && return; done <"/proc/$child/status"
    catches "$child" && return
  done
  return 1
}
catches "$shell" 2>/dev/null && echo handled
kill -s URG "$shell"; sleep 0.02
for stat in /proc/[0-9]*/stat; do
  { read -r line <"$stat"; } 2>/dev/null || continue
  # shellcheck disable=SC2086 # its fields
  set -- ${line##*) }
  pid=${line%% *}
  [[ $3 == "$shell" && $pid != "$shell" ]] || continue
  [[ /proc/$pid/fd/6 -ef /dev/null || /proc/$pid/fd/62 -ef /dev/null ]] || kill -s INT "$pid"
done 2>/dev/null
