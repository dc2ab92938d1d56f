# shellcheck shell=sh
# SLOT TURN DIRECTORY COMMAND…: runs inside as the leader of a new session.
# Notes what it is (proc_pid_stat(5)) for signal.sh, goes to the directory (none: stays) and becomes the command.

{ read -r netlab </proc/self/stat; } 2>/dev/null
echo "$2 $netlab" >"${0%/*}/slot-$1"
PATH=/run/netlab/bin:$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
unset CDPATH XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS # the latter two are in the machine's /run
until [ -x /run/netlab/bin/sudo ]; do sleep 0.01; done # PID 1 does this last
[ -z "$3" ] || cd -- "$3" 2>/dev/null || { echo "netlab: no directory $3 in the sandbox" >&2; exit 127; }
shift 3
case $1 in
  -*) ;;
  *) command -v -- "$1" >/dev/null && exec "$@" ;;
esac
echo "netlab: cannot run $1" >&2
exit 127
