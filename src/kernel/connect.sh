# shellcheck shell=sh
# PID ADDRESS PORT [check]: makes a TCP connection to that address in the netns of that process, and carries its standard streams
# over it. With `check` it ends when it is connected.
# shellcheck disable=SC3013 # dash and busybox have -ef
if [ "/proc/$1/ns/net" -ef /proc/self/ns/net ]; then enter=; else enter="nsenter --net=/proc/$1/ns/net"; fi
# shellcheck disable=SC2086,SC2016 # two words or none; bash reads the rest
exec $enter bash -c '
  exec 3<>"/dev/tcp/$1/$2" || exit
  [[ $3 ]] && exit
  { cat >&3; } <&0 &
  cat <&3
' connect "$2" "$3" "$4"
