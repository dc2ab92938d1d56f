# shellcheck shell=bash
# SHELL BEGAN SIGNAL SPARED…: signals the shell's descendants but for the spared ones and theirs. process-identity.sh goes before it.

same "$1" "$2" || exit 0 # its number may be another's
shell=$1 sig=$3; shift 3
declare -A spared parent
for pid; do spared[$pid]=1; done
for stat in /proc/[0-9]*/stat; do
  { read -r line <"$stat"; } 2>/dev/null || continue
  # shellcheck disable=SC2086 # its fields
  set -- ${line##*) }
  parent[${line%% *}]=$2
done
for pid in "${!parent[@]}"; do
  up=$pid
  while [[ -n $up && $up != "$shell" && -z ${spared[$up]} ]]; do up=${parent[$up]}; done
  [[ $up == "$shell" && $pid != "$shell" ]] && kill -s "$sig" "$pid" 2>/dev/null
done
