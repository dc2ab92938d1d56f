# shellcheck shell=sh
# Runs in the network namespace of the simulated provider: one end of a cable, and every address there is.
# All in table local: only from an address found there does the kernel let TCP answer. What comes from a reserved
# address is dropped, since the way back to it is a blackhole.

echo netlab-internet >/proc/self/comm # from the first moment on
# Until the responder listens, no client should be refused: TCP and UDP are dropped, ping is answered.
drop=
[ -z "$NETLAB_RESPONDER" ] || drop='rule add pref 3 lookup local
rule add pref 1 ipproto tcp type blackhole
rule add pref 2 ipproto udp type blackhole
rule del pref 0'
reserved=
for prefix in $NETLAB_RESERVED; do
  reserved="${reserved}route add blackhole $prefix table local
"
done
# Index 3, for the other end has 2: where both ends of a veth have the same, the kernel sees no hurry (linkwatch_urgent_event() in
# net/core/link_watch.c) and may leave the uplink down for a second.
ip -batch - <<END || exit
link set lo up
link add name provider index 3 type veth peer name $NETLAB_UPLINK netns 1
addr add $NETLAB_GATEWAY dev provider
link set provider up
route add $NETLAB_LAN dev provider table local
$reserved
route add local 0.0.0.0/0 dev lo table local
$drop
END
keep() {
  # By its token: until our /run is mounted there may be that of an outer sandbox.
  until [ -e "/run/netlab/$NETLAB_TOKEN/ready" ]; do sleep 0.01; done
  chmod +x /run/netlab/netlab-internet
  exec /run/netlab/netlab-internet
}
keep </dev/null >/dev/null 2>&1 &
