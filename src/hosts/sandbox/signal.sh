# shellcheck shell=sh
# SLOT TURN SIGNAL: runs inside. Signals the process group of that turn, if its leader lives; it may not have noted what it is yet.
# process-identity.sh goes before it.

tries=0
turn=0
until read -r turn pid stat <"${0%/*}/slot-$1" && [ "$turn" = "$2" ]; do
  [ "${turn:-0}" -le "$2" ] || exit 0 # the slot is another's: ours has ended
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || exit 1
  sleep 0.01
done 2>/dev/null
began "$stat"
# shellcheck disable=SC2154 # by `began`
same "$pid" "$began" && kill -s "$3" -- "-$pid"
