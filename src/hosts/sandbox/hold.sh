# shellcheck shell=sh
# The first process of the new PID namespace, still without rights in its user namespace. A process gets them when it
# executes a program as a mapped root (capabilities(7)), so it waits for the maps and becomes init.sh. The network namespace is made after that:
# the kernel gives ip_tables_names, nf_conntrack and others in /proc/net to the root that is mapped when it is made (xt_proto_init), and so
# iptables-legacy-save may read them.

# What gives the simulated internet HTTPS comes first, for open.sh reads our standard input, too, once it has the process id: the
# authority's private key, the name of its file, its certificate, an empty line. The key goes on through a pipe that only the
# responder's shell reads: everybody could read our environment.

secret='' NETLAB_CA=
if [ "$NETLAB_HTTPS" = 1 ]; then
  # shellcheck disable=SC2015 # either may fail
  read -r secret && read -r NETLAB_CA_FILE || exit 1
  while read -r line && [ -n "$line" ]; do NETLAB_CA="$NETLAB_CA$line
"; done
fi
export NETLAB_CA NETLAB_CA_FILE
read -r pid _ </proc/self/stat
echo "$pid"
exec >&3 3>&-
tries=0
# shellcheck disable=SC2034 # that there is one is enough
until read -r map </proc/self/uid_map && read -r map </proc/self/gid_map; do
  tries=$((tries + 1))
  [ "$tries" -lt 2000000 ] || exit 1
done
exec unshare --net -- sh -c "$NETLAB_INIT" netlab-init 6<<END
$secret
END
