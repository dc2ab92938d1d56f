# shellcheck shell=sh
# Prints what a machine says of user namespaces: what parseNamespaceFacts (sandbox-refusal.ts) reads.

while read -r key real _; do [ "$key" != Uid: ] || echo "uid $real"; done </proc/self/status
for tool in unshare nsenter setsid mount ip; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || echo "missing $tool"
done
for name in user/max_user_namespaces kernel/unprivileged_userns_clone kernel/apparmor_restrict_unprivileged_userns; do
  value=$(cat "/proc/sys/$name" 2>/dev/null) && echo "sysctl $name $value" # cat: a shell's read gets one byte of it
done
[ ! -e /.dockerenv ] || echo 'container Docker'
[ ! -e /run/.containerenv ] || echo 'container Podman'
