import { SAME } from './identity.ts';

/**
 * What stays on a machine for as long as we do, and outlives us by a moment: MARKER SECONDS CONFIGURATION. Makes our
 * directory there, with apt.conf in it, and prints its name. At the end of its standard input (we closed it, or died, even by
 * kill -9), or when it read nothing for SECONDS to twice as long (0: for ever), it ends every process whose
 * environment holds the marker, until there is none, and removes the directory. A process keeps the environment it was
 * started with, whatever session it moves to: proc_pid_environ(5). Plain POSIX sh, and what busybox has.
 */
export const KEEPER = `
trap '' HUP INT TERM
${SAME}
directory=$(mktemp -d "\${TMPDIR:-/tmp}/netlab-XXXXXX") || exit
cd "$directory" && printf '%s' "$3" >apt.conf && : >heard || exit
printf '%s\\n' "$directory"
exec 3<&0 </dev/null >/dev/null 2>&1
while read -r _; do : >heard; done <&3 &
reader=$!
exec 3<&-
read -r began <"/proc/$reader/stat" && began "$began"
# The sleep carries the marker, too: so nothing of this is left. When it is killed the reader has ended, and its number may be another's.
[ "$2" = 0 ] || { while env "$1" sleep "$2" && rm heard; do :; done; same "$reader" "$began" && kill -s KILL "$reader"; } &
wait "$reader"
if printf 'x\\0' | grep -qzx x; then
  marked() { grep -lzxF -e "$1" /proc/[0-9]*/environ; }
else
  marked() { for file in /proc/[0-9]*/environ; do tr '\\0' '\\n' <"$file" | grep -qxF -e "$1" && echo "$file"; done; }
fi
rounds=0
while [ "$rounds" -lt 100 ] && found=$(marked "$1"); [ -n "$found" ]; do
  for file in $found; do
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/environ}"
  done
  rounds=$((rounds + 1))
done
cd / && rm -rf -- "$directory"
`;
