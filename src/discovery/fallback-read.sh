# shellcheck shell=sh
# ID PARTS HUNG: runs in the namespace, for fallback.sh. Its status is 99 when ip did not answer.
# shellcheck disable=SC2317,SC2329 # `part` runs the functions

id=$1
limit='timeout -s KILL 10'
$limit true 2>/dev/null || limit= # coreutils and BusyBox have it
hung=$3 # programs that did not answer: not tried again
part() { # NAME COMMAND…: what it prints; and if it fails, run once more, why
  name=$1
  shift
  case $(command -v "$1") in /*) limited=$limit ;; *) limited='' ;; esac # a function is no program
  case $hung in *" $1 "*) out='' status=137 ;;
  *)
    out=$($limited "$@" 2>/dev/null)
    status=$?
  esac
  if [ "$status$limited" = "137$limit" ] && [ -n "$limit" ]; then
    out='' err="$1 did not answer in 10 s" hung="$hung $1 "
  elif command -v "$1" >/dev/null; then
    err=
    [ "$status" = 0 ] || err=$($limited "$@" 2>&1 >/dev/null)
  else
    out='' status=127 err="$1 is not installed"
  fi
  printf 'part %s %s %d %d %d\n%s%s' "$id" "$name" "$status" "${#out}" "$((${#out} + ${#err}))" "$out" "$err"
}
nsids() { # those of named namespaces
  case $hung in *" ip "*) return ;; esac
  $limit ip netns list-id 2>/dev/null | sed -n 's/^nsid \([0-9]*\) (iproute2 netns name: \(.*\))$/\1 \2/p' |
    while read -r nsid netns; do echo "$nsid $(stat -L -c %i -- "/run/netns/$netns")"; done
}
settings() { # as JSON, named as sysctl(8) does: those that netlink reports, too
  cd /proc/sys/net || return
  bridges=
  case $hung in *" ip "*) ;; *) bridges=$($limit ip link show type bridge 2>/dev/null) ;; esac
  both='forwarding ignore_routes_with_linkdown'
  four='accept_local arp_announce arp_filter arp_ignore log_martians proxy_arp proxy_arp_pvlan route_localnet rp_filter
    send_redirects src_valid_mark'
  six='accept_dad accept_ra disable_ipv6 force_forwarding hop_limit ndisc_notify proxy_ndp'
  # shellcheck disable=SC2086,SC2046 # words
  grep -H '' ipv4/ip_forward ipv4/fib_multipath_hash_policy ipv4/icmp_echo_ignore_all ipv4/icmp_echo_ignore_broadcasts \
    ipv4/ip_default_ttl ipv4/ip_nonlocal_bind ipv4/ip_unprivileged_port_start ipv4/ping_group_range \
    ipv6/fib_multipath_hash_policy ipv6/ip_nonlocal_bind ipv6/icmp/echo_ignore_all ${bridges:+bridge/bridge-nf-call-*} \
    $(printf 'ipv4/conf/*/%s ' $both $four) $(printf 'ipv6/conf/*/%s ' $both $six) 2>/dev/null |
    grep -Ev '^ipv4/conf/default/(accept_local|arp_|log_martians|proxy_arp_pvlan|route_localnet|send_redirects|src_valid_mark)|^ipv6/conf/(all|default)/(accept_|disable_ipv6|force_forwarding|hop_limit|ndisc_notify)' |
    tr '\t' ' ' | sed 's/["\\]/\\&/g' | tr './' '/.' | sed -e 's/^\(.*\):\(.*\)$/,"net.\1":"\2"/' -e '1s/^,/{/' -e '$s/$/}/'
}
case $2 in *c*)
  part counters cat /proc/self/net/dev
esac
case $2 in *[il]*)
  part addr ip -j -d addr show
  links=$out
  part nsid nsids
esac
case $2 in *i*)
  part route ip -j -d route show table all
  part neigh ip -j neigh show nud permanent nud noarp nud reachable nud stale nud delay nud probe nud incomplete nud failed
  part rule ip -j -d rule show
  part rule6 ip -6 -j -d rule show
  part fdb bridge -j fdb show
  case $links in
    *'"vlan_filtering":1'*) part vlan bridge -compressvlans -j vlan show ;;
    *) part vlan true ;;
  esac
esac
case $2 in *f*)
  part firewall true
  part nft nft -j list ruleset
  part ruleset nft -s -a list ruleset
  for kind in iptables ip6tables; do
    part "$kind" "$kind-save"
    ! grep -q . "/proc/self/net/${kind%tables}_tables_names" 2>/dev/null || part "$kind-legacy" "$kind-legacy-save"
  done
esac
case $2 in *s*)
  part sysctl settings
  part proxies ip -j neigh show proxy
  part ss ss -Htuln
  ! command -v tc >/dev/null || part qdisc tc -j qdisc show
esac
case $hung in *" ip "*) exit 99 ;; esac
exit 0
