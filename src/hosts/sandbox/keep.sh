#!/bin/sh
# What the provider becomes: keeps its network namespace, and the program that answers in it. A script that is executed by
# its name is called so (proc_pid_comm(5)), by which the namespace is known.
# Descriptor 6 has the private key that the program is given (hold.sh).

read -r secret <&6
exec 6<&-
while :; do
  [ -z "$NETLAB_RESPONDER" ] || ELECTRON_RUN_AS_NODE=1 "$NETLAB_NODE" "$NETLAB_RESPONDER" <<END
$secret
END
  sleep 1
done
