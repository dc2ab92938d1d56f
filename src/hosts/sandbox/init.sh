# shellcheck shell=sh
# PID 1 of the sandbox: sets it up, says so on one line, and lives until its standard input ends.
# shellcheck disable=SC3013 # -ef: dash, bash and busybox have it

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
addr add $NETLAB_ADDRESS dev $NETLAB_UPLINK
link set dev $NETLAB_UPLINK up
route add default via ${NETLAB_GATEWAY%/*}
END
  else
    ip link set dev lo up
  fi
}

# What labs change in /etc: copied, because files of unmapped owners cannot be changed through an overlay.
CHANGED='hosts hostname networks services protocols nsswitch.conf sysctl.conf nftables.conf dnsmasq.conf
  iproute2 sysctl.d netns network iptables nftables.d dnsmasq.d wireguard frr'

# Where programs look for certificates (Debian, Arch, Gentoo; Fedora; Alpine; SUSE), below /etc: files, and directories by hashes.
# What others are links to comes first.
BUNDLES='pki/ca-trust/extracted/pem/tls-ca-bundle.pem pki/tls/certs/ca-bundle.crt pki/tls/cert.pem
  ssl/certs/ca-certificates.crt ssl/certs/ca-bundle.crt ssl/cert.pem ssl/ca-bundle.pem'
HASHED='ssl/certs pki/tls/certs pki/ca-trust/extracted/pem/directory-hash'

# Where these really are on this machine, as paths below /etc. A link to a file elsewhere is replaced by a file of its own.
find_stores() {
  for name in $BUNDLES; do
    for other in $bundles; do
      [ ! "/etc/$name" -ef "/etc/$other" ] || continue 2
    done
    # shellcheck disable=SC2015 # either may fail
    [ -f "/etc/$name" ] && cd -P "/etc/${name%/*}" && [ "$PWD" != "${PWD#/etc/}" ] || continue
    bundles="$bundles ${PWD#/etc/}/${name##*/}"
  done
  for name in $HASHED; do
    # shellcheck disable=SC2015
    [ -d "/etc/$name" ] && cd -P "/etc/$name" && [ "$PWD" != "${PWD#/etc/}" ] || continue
    hashed="$hashed ${PWD#/etc/}"
  done
}

# Before the overlay is there: what is in its upper layer may be written through it, whoever owns the original.
place_stores() {
  for name in $hashed; do printf '%s' "$NETLAB_CA" >"etc/$name/$NETLAB_CA_FILE"; done
  for name in $bundles; do : >"etc/$name"; done
}

# Before any command is let in: what the machine trusts, with the authority of our simulated internet.
fill_stores() {
  for name in $bundles; do
    cat "/proc/self/fd/4/$name" - >"/etc/$name" <<END
$NETLAB_CA
END
  done
}

files() {
  exec 4</etc 5</sys # to see later whether others are mounted over them
  mount -t tmpfs -o mode=755,nosuid,nodev "$own" /run || return
  bundles='' hashed=''
  [ -z "$NETLAB_CA" ] || find_stores
  set --
  for name in $bundles; do set -- "$@" "/run/netlab/etc/${name%/*}"; done
  for name in $hashed; do set -- "$@" "/run/netlab/etc/$name"; done
  mkdir -p "$@" /run/netns /run/lock /run/netlab/bin "/run/netlab/$NETLAB_TOKEN" /run/netlab/real-etc /run/netlab/work \
    /run/netlab/etc/netns /run/netlab/etc/iproute2 || return
  cd /run/netlab || return
  printf '%s\n' "$own /proc proc nosuid,nodev,noexec 0 0" \
    "$own /etc overlay lowerdir=/etc,upperdir=/run/netlab/etc,workdir=/run/netlab/work,userxattr 0 0" \
    "$own /sys sysfs nosuid,nodev,noexec 0 0" >fstab
  set --
  for name in $CHANGED; do
    [ ! -e "/etc/$name" ] || set -- "$@" "/etc/$name"
  done
  [ "$#" = 0 ] || cp -RL -- "$@" etc/ 2>/dev/null
  printf '%s' "$NETLAB_RESOLV_CONF" >etc/resolv.conf
  place_stores
  mount -a -T fstab 2>/dev/null
  read -r inner _ </proc/self/stat && [ "$inner" != "$outer" ] || return
  [ ! /etc -ef /proc/self/fd/4 ] || copy_etc || return
  printf '%s' "$NETLAB_LIVE" >init
  printf '%s' "$NETLAB_KEEP" >netlab-internet
  {
    # The machine's proxy cannot be reached from here, and would hide the simulated servers.
    [ "$NETLAB_INTERNET" = real ] || echo 'unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY'
    # The machine's own lists of certificates lack that of the simulated servers.
    [ -z "$NETLAB_CA" ] || echo 'unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE'
    printf '%s' "$NETLAB_ENTER"
  } >"$NETLAB_TOKEN/enter"
  printf '%s' "$NETLAB_SIGNAL" >"$NETLAB_TOKEN/signal"
  printf '%s\n' "$NETLAB_PACKAGES" >packages
  printf '%s' "$NETLAB_SUDO" >bin/sudo
  printf '%s' "$NETLAB_APT" >bin/apt
  printf '%s' "$NETLAB_APT" >bin/apt-get
  printf '%s' "$NETLAB_MODPROBE" >bin/modprobe
}

# Where the kernel has no overlay for us: our copies, and links to a read-only view of the rest.
copy_etc() {
  mount --rbind -o ro /etc real-etc && mount -t tmpfs -o mode=755,nosuid,nodev "$own" /etc || return
  [ ! /etc -ef /proc/self/fd/4 ] || return
  cp -R etc/. /etc/
  for below in '' ssl/ ssl/certs/ pki/ pki/tls/ pki/tls/certs/ pki/ca-trust/ pki/ca-trust/extracted/ \
    pki/ca-trust/extracted/pem/ pki/ca-trust/extracted/pem/directory-hash/; do
    [ -d "/etc/$below" ] || continue
    set --
    for file in real-etc/"$below"* real-etc/"$below".[!.]*; do
      name=${file#real-etc/}
      [ -e "/etc/$name" ] || [ ! -e "$file" ] || set -- "$@" "/run/netlab/real-etc/$name"
    done
    [ "$#" = 0 ] || ln -s -- "$@" "/etc/$below"
  done
}

network &
job=$!
exec 6<&- # the provider's: hold.sh
files || fail 'its own /run, /proc and /etc cannot be mounted'
wait "$job" || fail 'its network cannot be set up (ip failed)'
: >"/run/netlab/$NETLAB_TOKEN/ready"
lacks=
[ ! /sys -ef /proc/self/fd/5 ] || lacks="$lacks sysfs"
command -v nft >/dev/null || command -v iptables >/dev/null || lacks="$lacks redirect"
echo "ready $outer$lacks"
fill_stores 2>/dev/null
exec 3<&0 4<&- 5<&- >/dev/null 2>&1
cd / && chmod 755 /run/netlab/bin/*
exec sh /run/netlab/init
