# shellcheck shell=sh
# The first process of the new PID namespace, still without rights in its user namespace. A process gets them when it
# executes a program as a mapped root (capabilities(7)), so it waits for the maps and becomes init.sh. The network namespace is made after that:
# the kernel gives ip_tables_names, nf_conntrack and others in /proc/net to the root that is mapped when it is made (xt_proto_init), and so
# iptables-legacy-save may read them.

read -r pid _ </proc/self/stat
echo "$pid"
exec >&3 3>&-
tries=0
# shellcheck disable=SC2034 # that there is one is enough
until read -r map </proc/self/uid_map && read -r map </proc/self/gid_map; do
  tries=$((tries + 1))
  [ "$tries" -lt 2000000 ] || exit 1
done
exec unshare --net -- sh -c "$NETLAB_INIT" netlab-init
