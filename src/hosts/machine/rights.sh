# shellcheck shell=sh
# Prints what probeRights (become.ts) reads. Of sudo(8) the messages are known in the locale C only.

while read -r key _ effective _; do [ "$key" != Uid: ] || uid=$effective; done </proc/self/status
user=$(id -un 2>/dev/null)
printf '%s\n' "${user:-$uid}" "$PATH"
if [ "$uid" = 0 ]; then echo root
elif ! command -v sudo >/dev/null; then echo no-sudo
elif said=$(LC_ALL=C sudo -n -- true 2>&1 </dev/null); then echo sudo
else echo refused; printf '%s\n' "$said"
fi
