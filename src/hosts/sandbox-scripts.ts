import { SAME } from './identity.ts';
import { RESERVED } from './internet/reserved.ts';

/**
 * The shell scripts that make and enter a sandbox. Plain POSIX sh, because the machine may be any Linux; few processes,
 * because each costs about a millisecond. Values reach them through the environment (NETLAB_*) and arguments only.
 */

/**
 * Runs on the machine. Starts HOLD in fresh namespaces, tells its process id to a second shell that stays outside, and
 * writes the id maps from there: user_namespaces(7) lets only a process of the parent namespace map more than one id.
 * NETLAB_USERNS=0 leaves the user namespace out (for root where it is forbidden), and then the maps are there already.
 */
export const OPEN = `
spaces='--net --mount --uts --pid --fork --kill-child'
[ "$NETLAB_USERNS" = 0 ] || spaces="--user $spaces"
one() { # KIND ID: only our own id, as root
  [ "$1" = uid ] || echo deny >"/proc/$pid/setgroups"
  echo "0 $2 1" >"/proc/$pid/$1_map"
}
map() { # KIND ID
  if [ "$uid" = 0 ]; then echo '0 0 4294967295' >"/proc/$pid/$1_map" 2>/dev/null && return; fi
  if [ -r "/etc/sub$1" ] && command -v "new$1map" >/dev/null; then
    while IFS=: read -r name first count; do
      [ "$name" = "$user" ] || [ "$name" = "$uid" ] || continue
      "new$1map" "$pid" 0 "$2" 1 1 "$first" "$count" 2>/dev/null && return
    done <"/etc/sub$1"
  fi
  one "$1" "$2"
}
inside() { [ "$1/ns/pid" -ef /proc/self/fd/5 ]; } # /proc/PID: whether it is in the PID namespace that is held open as 5
stat() { { read -r line <"$1/stat"; } 2>/dev/null && line=\${line##*) }; } # proc_pid_stat(5) from the state on
# The end of PID 1 ends all that is in there. But an nsenter whose command was stopped has stopped itself, and nobody else can reap that
# command: until it continues the namespace stays. It is found by that command, and only told to continue.
leave() {
  cat <&4
  tries=0
  while [ "$tries" -lt 100 ]; do
    left=
    for process in /proc/[0-9]*; do
      inside "$process" && stat "$process" || continue
      left=1
      set -- $line
      ! inside "/proc/$2" && stat "/proc/$2" && [ "\${line%% *}" = T ] && kill -s CONT "$2"
    done
    [ -n "$left" ] || return
    tries=$((tries + 1))
    sleep 0.05
  done
}
exec 3>&1 4<&0
unshare $spaces -- sh -c "$NETLAB_HOLD" netlab-hold | {
  # A shell reads byte by byte: no further than needed, and while the namespaces are being made.
  uid= gid= user=
  while [ -z "$gid" ] && read -r key real _; do
    case $key in Uid:) uid=$real ;; Gid:) gid=$real ;; esac
  done </proc/self/status
  [ "$uid" = 0 ] || ! command -v newuidmap >/dev/null || while [ -z "$user" ] && IFS=: read -r name _ number _; do
    [ "$number" != "$uid" ] || user=$name
  done </etc/passwd
  read -r pid || exit 1
  { command exec 5<"/proc/$pid/ns/pid"; } 2>/dev/null
  if [ "$NETLAB_USERNS" = 1 ]; then
    map gid "$gid" &
    map uid "$uid" && wait "$!" || { inside "/proc/$pid" && kill -s KILL "$pid"; }
  fi
  leave >/dev/null 2>&1 3>&- </dev/null &
}
`;

/**
 * The first process of the new PID namespace, still without rights in its user namespace. A process gets them when it
 * executes a program as a mapped root (capabilities(7)), so it waits for the maps and becomes INIT.
 */
const HOLD = `
read -r pid _ </proc/self/stat
echo "$pid"
exec >&3 3>&-
tries=0
until read -r map </proc/self/uid_map && read -r map </proc/self/gid_map; do
  tries=$((tries + 1))
  [ "$tries" -lt 2000000 ] || exit 1
done
exec sh -c "$NETLAB_INIT" netlab-init
`;

/** PID 1 of the sandbox: sets it up, says so on one line, and lives until its standard input ends. */
const INIT = `
fail() { echo "error $1"; exit 1; }
[ "$$" = 1 ] || fail 'not the first process of its own PID namespace'
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin # a user's often lacks them
umask 022
outer=
read -r outer _ </proc/self/stat || fail 'no /proc'
own=netlab-$outer # the name of our mounts: mount -a passes over what is mounted already, by an outer sandbox too

network() {
  echo 0 >/proc/sys/net/ipv4/ip_forward
  if [ "$NETLAB_INTERNET" = simulated ]; then
    unshare --net -- sh -c "$NETLAB_PROVIDER" netlab-internet || return
    ip -batch - <<END
link set lo up
addr add 203.0.113.2/24 dev $NETLAB_UPLINK
link set dev $NETLAB_UPLINK up
route add default via 203.0.113.1
END
  else
    ip link set dev lo up
  fi
}

# What labs change in /etc: copied, because files of unmapped owners cannot be changed through an overlay.
CHANGED='hosts hostname networks services protocols nsswitch.conf sysctl.conf nftables.conf dnsmasq.conf
  iproute2 sysctl.d netns network iptables nftables.d dnsmasq.d wireguard frr'

files() {
  exec 4</etc 5</sys # to see later whether others are mounted over them
  mount -t tmpfs -o mode=755,nosuid,nodev "$own" /run || return
  mkdir -p /run/netns /run/lock /run/netlab/bin "/run/netlab/$NETLAB_TOKEN" /run/netlab/real-etc /run/netlab/work \\
    /run/netlab/etc/netns /run/netlab/etc/iproute2 || return
  cd /run/netlab || return
  printf '%s\\n' "$own /proc proc nosuid,nodev,noexec 0 0" \\
    "$own /etc overlay lowerdir=/etc,upperdir=/run/netlab/etc,workdir=/run/netlab/work,userxattr 0 0" \\
    "$own /sys sysfs nosuid,nodev,noexec 0 0" >fstab
  set --
  for name in $CHANGED; do
    [ ! -e "/etc/$name" ] || set -- "$@" "/etc/$name"
  done
  [ "$#" = 0 ] || cp -RL -- "$@" etc/ 2>/dev/null
  printf '%s' "$NETLAB_RESOLV_CONF" >etc/resolv.conf
  mount -a -T fstab 2>/dev/null
  read -r inner _ </proc/self/stat && [ "$inner" != "$outer" ] || return
  [ ! /etc -ef /proc/self/fd/4 ] || copy_etc || return
  printf '%s' "$NETLAB_LIVE" >init
  printf '%s' "$NETLAB_KEEP" >netlab-internet
  {
    # The machine's proxy cannot be reached from here, and would hide the simulated servers.
    [ "$NETLAB_INTERNET" = real ] || echo 'unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY'
    printf '%s' "$NETLAB_ENTER"
  } >"$NETLAB_TOKEN/enter"
  printf '%s' "$NETLAB_SIGNAL" >"$NETLAB_TOKEN/signal"
  printf '%s\\n' "$NETLAB_PACKAGES" >packages
  printf '%s' "$NETLAB_SUDO" >bin/sudo
  printf '%s' "$NETLAB_APT" >bin/apt
  printf '%s' "$NETLAB_APT" >bin/apt-get
}

# Where the kernel has no overlay for us: our copies, and links to a read-only view of the rest.
copy_etc() {
  mount --rbind -o ro /etc real-etc && mount -t tmpfs -o mode=755,nosuid,nodev "$own" /etc || return
  [ ! /etc -ef /proc/self/fd/4 ] || return
  cp -R etc/. /etc/
  set --
  for file in real-etc/* real-etc/.[!.]*; do
    name=\${file#real-etc/}
    [ -e "/etc/$name" ] || [ ! -e "$file" ] || set -- "$@" "/run/netlab/real-etc/$name"
  done
  ln -s -- "$@" /etc/
}

network &
job=$!
files || fail 'its own /run, /proc and /etc cannot be mounted'
wait "$job" || fail 'its network cannot be set up (ip failed)'
: >"/run/netlab/$NETLAB_TOKEN/ready"
lacks=
[ ! /sys -ef /proc/self/fd/5 ] || lacks="$lacks sysfs"
command -v nft >/dev/null || command -v iptables >/dev/null || lacks="$lacks redirect"
echo "ready $outer$lacks"
exec 3<&0 4<&- 5<&- >/dev/null 2>&1
cd / && chmod 755 /run/netlab/bin/*
exec sh /run/netlab/init
`;

/** What PID 1 becomes: lives until descriptor 3 ends. While it waits, a shell reaps every child handed over to it. */
const LIVE = `
while :; do
  cat <&3 &
  wait "$!"
  [ "$?" -gt 128 ] || exit 0 # else a lab killed the cat
done
`;

/**
 * What the provider becomes: keeps its network namespace, and the program that answers in it. A script that is executed by
 * its name is called so (proc_pid_comm(5)), by which the namespace is known.
 */
const KEEP = `#!/bin/sh
while :; do
  [ -z "$NETLAB_RESPONDER" ] || ELECTRON_RUN_AS_NODE=1 "$NETLAB_NODE" "$NETLAB_RESPONDER"
  sleep 1
done
`;

/**
 * Runs in the network namespace of the simulated provider: one end of a cable, and every address there is.
 * All in table local: only from an address found there does the kernel let TCP answer. What comes from a reserved
 * address is dropped, since the way back to it is a blackhole.
 */
const PROVIDER = `
echo netlab-internet >/proc/self/comm # from the first moment on
# Until the responder listens it shall not be heard that it does not: TCP and UDP are dropped, ping is answered.
drop=
[ -z "$NETLAB_RESPONDER" ] || drop='rule add pref 3 lookup local
rule add pref 1 ipproto tcp type blackhole
rule add pref 2 ipproto udp type blackhole
rule del pref 0'
# Index 3, for the other end has 2: where both ends of a veth have the same, the kernel sees no hurry (linkwatch_urgent_event() in
# net/core/link_watch.c) and may leave the uplink down for a second.
ip -batch - <<END || exit
link set lo up
link add name provider index 3 type veth peer name $NETLAB_UPLINK netns 1
addr add 203.0.113.1/24 dev provider
link set provider up
route add 203.0.113.0/24 dev provider table local
${RESERVED.map((prefix) => `route add blackhole ${prefix} table local`).join('\n')}
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
`;

/**
 * Runs inside as the leader of a new session: SLOT TURN DIRECTORY COMMAND…
 * Notes what it is (proc_pid_stat(5)) for SIGNAL, goes to the directory (none: stays) and becomes the command.
 */
const ENTER = `
{ read -r netlab </proc/self/stat; } 2>/dev/null
echo "$2 $netlab" >"\${0%/*}/slot-$1"
PATH=/run/netlab/bin:$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
unset CDPATH XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS # the latter two are in the machine's /run
until [ -x /run/netlab/bin/sudo ]; do sleep 0.01; done # PID 1 does this last
[ -z "$3" ] || cd -- "$3" 2>/dev/null || { echo "netlab: no directory $3 in the sandbox" >&2; exit 127; }
shift 3
case $1 in
  -*) ;;
  *) command -v -- "$1" >/dev/null && exec "$@" ;;
esac
echo "netlab: cannot run $1" >&2
exit 127
`;

/** Runs inside: SLOT TURN SIGNAL. Signals the process group of that turn, if its leader lives; it may not have noted what it is yet. */
const SIGNAL = `
${SAME}
tries=0
turn=0
until read -r turn pid stat <"\${0%/*}/slot-$1" && [ "$turn" = "$2" ]; do
  [ "\${turn:-0}" -le "$2" ] || exit 0 # the slot is another's: ours has ended
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || exit 1
  sleep 0.01
done 2>/dev/null
began "$stat"
same "$pid" "$began" && kill -s "$3" -- "-$pid"
`;

/** The scripts as the environment that OPEN expects. */
export const SCRIPTS = {
  NETLAB_HOLD: HOLD,
  NETLAB_INIT: INIT,
  NETLAB_LIVE: LIVE,
  NETLAB_PROVIDER: PROVIDER,
  NETLAB_KEEP: KEEP,
  NETLAB_ENTER: ENTER,
  NETLAB_SIGNAL: SIGNAL,
} as const;
