# shellcheck shell=sh
# NETNS: says whether it is there, which there are, and, since the shell may not have come that far, that this is all.
# It starts no process. Each ends with NUL: a name may hold a newline.

[ -e "/run/netns/$1" ] && printf 'yes\0' || printf 'no\0'
for file in /run/netns/* /run/netns/.[!.]* /run/netns/..?*; do [ ! -e "$file" ] || printf '%s\0' "${file##*/}"; done
printf '.\0'
