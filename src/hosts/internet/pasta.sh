# shellcheck shell=sh
# PID PASTA ARGUMENT…: runs it until standard input ends, so that it never outlives us. Told to stay root where we are,
# for it would become nobody and could not enter our namespaces. process-identity.sh goes before it.

target=$1
shift
[ "$(id -u)" != 0 ] || set -- "$@" --runas 0
exec 3<&0
"$@" "$target" 3<&- &
pid=$!
{ read -r began <"/proc/$pid/stat"; } 2>/dev/null && began "$began"
{ cat <&3 >/dev/null; same "$pid" "$began" && kill "$pid"; } 2>/dev/null &
wait "$pid"
