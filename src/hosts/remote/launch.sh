# shellcheck shell=sh
# TOKEN DIRECTORY COMMAND…: makes a session of its own, reports after the token on both streams, becomes the command.
# What a banner or the files of a login shell have printed comes before the token. setsid(1) only forks when it is
# a group's leader, and then we need it no more. proc_pid_stat(5): the group is field 5, the beginning 22.
# shellcheck disable=SC2086 # the fields of proc_pid_stat(5) are words
# shellcheck disable=SC2154 # netlab is this text

read -r netlab_pid netlab_stat </proc/self/stat
netlab_fields() { netlab_group=$4 netlab_began=${21}; }
netlab_fields $netlab_stat
if [ "$netlab_pid" != "$netlab_group" ] && command -v setsid >/dev/null; then exec setsid sh -c "$netlab" sh "$@"; fi
netlab_token=$1 netlab_failed=- netlab_leads=1
[ "$netlab_pid" = "$netlab_group" ] || netlab_leads=0
unset CDPATH
[ -z "$2" ] || cd -- "$2" 2>/dev/null || netlab_failed=directory netlab_directory=$2
shift 2
if [ "$netlab_failed" = - ]; then
  case $1 in
    -*) netlab_failed=program ;;
    *) command -v -- "$1" >/dev/null || netlab_failed=program ;;
  esac
fi
echo "$netlab_token $$ $netlab_leads $netlab_failed $netlab_began"
echo "$netlab_token" >&2
case $netlab_failed in
  -) exec "$@" ;;
  directory) echo "netlab: no directory $netlab_directory" >&2 ;;
  program) echo "netlab: cannot run $1" >&2 ;;
esac
exit 127
