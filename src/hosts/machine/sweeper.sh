# shellcheck shell=sh
# MARKER SECONDS CONFIGURATION: what stays on a machine for as long as we do, and outlives us by a moment. Holds open an
# apt.conf that has no name any more, so that nothing is left of it, whichever of us is killed, and prints the path by which it is
# read; an empty line where there is no place for it. At the end of its standard input (we closed it, or died, even by
# kill -9), or when it read nothing for SECONDS to twice as long (0: indefinitely), it ends every process whose environment
# holds the marker, until there is none. A process keeps the environment it was started with, whatever session it moves
# to: proc_pid_environ(5). Plain POSIX sh, and what busybox has; process-identity.sh goes before it.
# That it was heard from is reported by a signal, not by a file: no full disk may end what runs.

trap '' HUP INT TERM USR1
configuration=
for place in "${TMPDIR:-/tmp}" /tmp /var/tmp /dev/shm; do
  file=$(mktemp "$place/netlab-XXXXXX" 2>/dev/null) || continue
  printf '%s' "$3" 2>/dev/null >"$file" && command exec 4<"$file" && configuration=/proc/$$/fd/4
  rm -f -- "$file"
  [ -z "$configuration" ] || break
done
printf '%s\n' "$configuration"
exec 3<&0 </dev/null >/dev/null 2>&1
born() { read -r began <"/proc/$1/stat" && began "$began"; } # PID: sets began; in the shell itself, as in its subshells $$ is its number
born "$$"
self=$began
# The sleep carries the marker, too: so nothing of this is left. Killing it does not count as silence.
watch() {
  exec 3<&-
  heard=1
  trap 'heard=1' USR1
  while :; do
    env "$1" sleep "$2" || heard=1
    if [ -z "$heard" ]; then same "$$" "$self" && kill -s USR1 "$$"; return; fi
    heard=
  done
}
watcher=0 watched=
if [ "$2" != 0 ]; then
  watch "$1" "$2" &
  watcher=$!
  born "$watcher"
  watched=$began
fi
while read -r _; do same "$watcher" "$watched" && kill -s USR1 "$watcher"; done <&3 &
reader=$!
born "$reader"
read=$began
trap : USR1
exec 3<&-
wait "$reader"
# By their numbers only while these are theirs.
same "$watcher" "$watched" && kill -s KILL "$watcher"
same "$reader" "$read" && kill -s KILL "$reader"
if printf 'x\0' | grep -qzx x; then
  marked() { grep -lzxF -e "$1" /proc/[0-9]*/environ; }
else
  marked() { for file in /proc/[0-9]*/environ; do tr '\0' '\n' <"$file" | grep -qxF -e "$1" && echo "$file"; done; }
fi
rounds=0
while [ "$rounds" -lt 100 ] && found=$(marked "$1"); [ -n "$found" ]; do
  for file in $found; do
    pid=${file#/proc/}
    kill -s KILL "${pid%/environ}"
  done
  rounds=$((rounds + 1))
done
