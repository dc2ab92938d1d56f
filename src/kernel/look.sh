# shellcheck shell=sh
# NETNS: says whether it is there, which there are, and, since the shell may not have come that far, that this is all.
# It starts no process.

[ -e "/run/netns/$1" ] && echo yes || echo no
for file in /run/netns/* /run/netns/.[!.]*; do [ ! -e "$file" ] || printf '%s\n' "${file##*/}"; done
echo .
