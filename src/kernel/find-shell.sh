# shellcheck shell=sh
# PID BEGAN: says which process here that one is, which may have its number in a PID namespace of its own, and then which of its
# namespaces are not ours, and whether its root directory is another one. process-identity.sh goes before it.
# shellcheck disable=SC3013 # dash and busybox have -ef

own=$1 start=$2 found=
is_it() {
  same "$1" "$start" || return 1
  while read -r key ids; do
    [ "$key" != NSpid: ] || { [ "${ids##*[!0-9]}" = "$own" ]; return; }
  done <"/proc/$1/status"
}
if is_it "$own"; then found=$own; else
  for dir in /proc/[0-9]*; do
    is_it "${dir#/proc/}" 2>/dev/null && found=${dir#/proc/} && break
  done
fi
[ -n "$found" ] || exit 1
printf '%s' "$found"
for name in user mnt net uts ipc pid cgroup; do
  [ "/proc/self/ns/$name" -ef "/proc/$found/ns/$name" ] || printf ' %s' "$name"
done
[ /proc/self/root -ef "/proc/$found/root" ] || printf ' root'
