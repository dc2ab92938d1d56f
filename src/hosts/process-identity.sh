# shellcheck shell=sh
# Which process a number means (process-identity.ts): goes before the scripts that ask it, for sh and bash.
# shellcheck disable=SC2086 # the fields of proc_pid_stat(5) after the name are words without patterns

# LINE of proc_pid_stat(5): sets `began`.
# shellcheck disable=SC2034 # for the caller
began() { set -- ${1##*) }; began=${20}; }

# PID BEGAN: whether that process is there still.
same() { { read -r began <"/proc/$1/stat"; } 2>/dev/null && began "$began" && [ "$began" = "$2" ]; }

# GROUP SESSION: whether the group has members in that session.
left() {
  for stat in /proc/[0-9]*/stat; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    set -- "$1" "$2" ${line##*) }
    [ "$5 $6" != "$1 $2" ] || return 0
  done
  return 1
}

# PID BEGAN SESSION: whether the process group that PID led is there still. While it has members the kernel gives its number to
# nobody, and all members are of one session (setpgid(2)).
ours() { if [ -e "/proc/$1" ]; then same "$1" "$2"; else left "$1" "$3"; fi; }
