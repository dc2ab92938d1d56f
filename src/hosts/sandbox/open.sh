# shellcheck shell=sh
# Runs on the machine. Starts hold.sh in fresh namespaces, passes its process id to a second shell that stays outside, and
# writes the id maps from there: user_namespaces(7) lets only a process of the parent namespace map more than one id.
# NETLAB_USERNS=0 leaves the user namespace out (for root where it is forbidden), and then the maps are there already.
# shellcheck disable=SC3013 # -ef: dash, bash and busybox have it

spaces='--mount --uts --pid --fork --kill-child' # the network comes in hold.sh
[ "$NETLAB_USERNS" = 0 ] || spaces="--user $spaces"
one() { # KIND ID: only our own id, as root
  [ "$1" = uid ] || echo deny >"/proc/$pid/setgroups"
  echo "0 $2 1" >"/proc/$pid/$1_map"
}
map() { # KIND ID
  if [ "$uid" = 0 ]; then echo '0 0 4294967295' >"/proc/$pid/$1_map" 2>/dev/null && return; fi
  if [ -r "/etc/sub$1" ] && command -v "new$1map" >/dev/null; then
    while IFS=: read -r name first count; do
      [ "$name" = "$user" ] || [ "$name" = "$uid" ] || continue
      "new$1map" "$pid" 0 "$2" 1 1 "$first" "$count" 2>/dev/null && return
    done <"/etc/sub$1"
  fi
  one "$1" "$2"
}
inside() { [ "$1/ns/pid" -ef /proc/self/fd/5 ]; } # /proc/PID: whether it is in the PID namespace that is held open as 5
stat() { { read -r line <"$1/stat"; } 2>/dev/null && line=${line##*) }; } # proc_pid_stat(5) from the state on
# The end of PID 1 ends all that is in there. But an nsenter whose command was stopped has stopped itself, and nobody else can reap that
# command: until it continues the namespace stays. It is found by that command, and only continued when that has been ended: else it would go on.
leave() {
  cat <&4
  tries=0
  while [ "$tries" -lt 100 ]; do
    left=
    for process in /proc/[0-9]*; do
      # shellcheck disable=SC2015 # either may fail
      inside "$process" && stat "$process" || continue
      left=1
      # shellcheck disable=SC2086 # its fields
      set -- $line
      [ "$1" = Z ] && ! inside "/proc/$2" && stat "/proc/$2" && [ "${line%% *}" = T ] && kill -s CONT "$2"
    done
    [ -n "$left" ] || return
    tries=$((tries + 1))
    sleep 0.05
  done
}
exec 3>&1 4<&0
# shellcheck disable=SC2086 # several options
unshare $spaces -- sh -c "$NETLAB_HOLD" netlab-hold | {
  # A shell reads byte by byte: no further than needed, and while the namespaces are being made.
  uid='' gid='' user=
  while [ -z "$gid" ] && read -r key real _; do
    case $key in Uid:) uid=$real ;; Gid:) gid=$real ;; esac
  done </proc/self/status
  [ "$uid" = 0 ] || ! command -v newuidmap >/dev/null || while [ -z "$user" ] && IFS=: read -r name _ number _; do
    [ "$number" != "$uid" ] || user=$name
  done </etc/passwd
  read -r pid || exit 1
  { command exec 5<"/proc/$pid/ns/pid"; } 2>/dev/null
  if [ "$NETLAB_USERNS" = 1 ]; then
    map gid "$gid" &
    # shellcheck disable=SC2015 # either may fail
    map uid "$uid" && wait "$!" || { inside "/proc/$pid" && kill -s KILL "$pid"; }
  fi
  leave >/dev/null 2>&1 3>&- </dev/null &
}
