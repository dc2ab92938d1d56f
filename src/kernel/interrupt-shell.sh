# shellcheck shell=bash
# SHELL BEGAN SPARED…: SIGINT to the shell alone, if it is in the cell still (which has /dev/null for input) and waits for nothing that it has
# started: a builtin holds it, which opens a FIFO or a connection. It then ends, and begins again with all that it knew; see
# shell-side.sh. process-identity.sh goes before it.

same "$1" "$2" || exit 0 # its number may be another's
shell=$1; shift 2; spared=" $* "
[[ /proc/$shell/fd/0 -ef /dev/null ]] || exit 0
for child in $(<"/proc/$shell/task/$shell/children"); do [[ $spared == *" $child "* ]] || exit 0; done
kill -s INT "$shell"
