# shellcheck shell=sh
# GROUP: the TCP sockets on which processes of that process group listen, and their UDP sockets that are connected to nobody, as
# lines `PID tcp|tcp6|udp|udp6 ADDRESS:PORT`, in the hexadecimal digits of proc_net_tcp(5).
group=$1
for process in /proc/[0-9]*; do
  { read -r stat <"$process/stat"; } 2>/dev/null || continue
  # shellcheck disable=SC2086 # the fields behind the name, which may hold anything: state, parent, group
  set -- ${stat##*) }
  [ "$3" = "$group" ] || continue
  sockets=$(readlink "$process"/fd/* 2>/dev/null)
  for family in tcp tcp6 udp udp6; do
    while read -r _ local _ state _ _ _ _ _ inode _; do
      case $family$state in
        tcp0A | tcp60A | udp07 | udp607) ;;
        *) continue ;;
      esac
      case $sockets in
        *"socket:[$inode]"*) echo "${process#/proc/} $family $local" ;;
      esac
    done 2>/dev/null <"$process/net/$family"
  done
done
