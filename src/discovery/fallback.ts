/**
 * What agent.ts does, for hosts without Perl: the same requests and answers, but for events. One namespace after the
 * other, by nsenter(1), a process for each command. POSIX sh with the programs of coreutils or BusyBox.
 */

/** Runs in the namespace: ID PARTS HUNG. Its status is 99 when ip did not answer. */
const READ = `
id=$1
limit='timeout -s KILL 10'
$limit true 2>/dev/null || limit= # coreutils and BusyBox have it
hung=$3 # programs that did not answer: not tried again
part() { # NAME COMMAND…: what it prints; and if it fails, run once more, why
  name=$1
  shift
  case $(command -v "$1") in /*) limited=$limit ;; *) limited= ;; esac # a function is no program
  case $hung in *" $1 "*) out= status=137 ;;
  *)
    out=$($limited "$@" 2>/dev/null)
    status=$?
  esac
  if [ "$status$limited" = "137$limit" ] && [ -n "$limit" ]; then
    out= err="$1 did not answer in 10 s" hung="$hung $1 "
  elif command -v "$1" >/dev/null; then
    err=
    [ "$status" = 0 ] || err=$($limited "$@" 2>&1 >/dev/null)
  else
    out= status=127 err="$1 is not installed"
  fi
  printf 'part %s %s %d %d %d\\n%s%s' "$id" "$name" "$status" "\${#out}" "$((\${#out} + \${#err}))" "$out" "$err"
}
nsids() { # those of named namespaces
  case $hung in *" ip "*) return ;; esac
  $limit ip netns list-id 2>/dev/null | sed -n 's/^nsid \\([0-9]*\\) (iproute2 netns name: \\(.*\\))$/\\1 \\2/p' |
    while read -r nsid netns; do echo "$nsid $(stat -L -c %i -- "/run/netns/$netns")"; done
}
settings() { # as JSON, named as sysctl(8) does: those that netlink tells of, too
  cd /proc/sys/net || return
  bridges=
  case $hung in *" ip "*) ;; *) bridges=$($limit ip link show type bridge 2>/dev/null) ;; esac
  grep -H '' ipv4/ip_forward ipv4/icmp_echo_ignore_all ipv6/icmp/echo_ignore_all \${bridges:+bridge/bridge-nf-call-*} ipv6/conf/*/forwarding ipv6/conf/*/accept_ra \\
    ipv6/conf/*/proxy_ndp ipv6/conf/*/disable_ipv6 ipv4/conf/*/forwarding ipv4/conf/*/proxy_arp \\
    ipv4/conf/*/rp_filter ipv4/conf/*/arp_ignore ipv4/conf/*/accept_local ipv4/conf/*/route_localnet 2>/dev/null |
    grep -Ev '^ipv4/conf/default/(accept_local|arp_ignore|route_localnet):|^ipv6/conf/(all|default)/(accept_ra|disable_ipv6):' |
    sed 's/["\\\\]/\\\\&/g' | tr './' '/.' | sed -e 's/^\\(.*\\):\\(.*\\)$/,"net.\\1":"\\2"/' -e '1s/^,/{/' -e '$s/$/}/'
}
case $2 in *[il]*)
  part addr ip -j -d addr show
  part nsid nsids
esac
case $2 in *i*)
  part route ip -j -d route show table all
  part neigh ip -j neigh show
  part rule ip -j -d rule show
  part rule6 ip -6 -j -d rule show
  part fdb bridge -j fdb show
esac
case $2 in *f*)
  part firewall true
  part nft nft -j list ruleset
  part ruleset nft -s -a list ruleset
  for kind in iptables ip6tables; do
    part "$kind" "$kind-save"
    ! grep -q . "/proc/self/net/\${kind%tables}_tables_names" 2>/dev/null || part "$kind-legacy" "$kind-legacy-save"
  done
esac
case $2 in *s*)
  part sysctl settings
  part proxies ip -j neigh show proxy
esac
case $hung in *" ip "*) exit 99 ;; esac
exit 0
`;

export const FALLBACK = `
export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
nl='
'
frame() { printf '%s %d\\n%s' "$1" "\${#2}" "$2"; }
encode() { [ -n "$1" ] || { echo -; return; }; printf %s "$1" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g'; }
inode() { stat -L -c %i -- "$1" 2>/dev/null; }
root=$(inode /proc/self/ns/net)
device=$(stat -L -c %d /proc/self/ns/net)

list() { # the answer; and into $known a line "ID FILE" for each
  known=
  text="$root - /proc/self/ns/net - - - -$nl" links=
  for file in /run/netns/* /run/netns/.[!.]*; do
    name=\${file##*/}
    if [ ! -e "$file" ]; then # else there is none
      [ ! -L "$file" ] || text="$text! netns-link $(encode "$name: a symbolic link that leads nowhere")$nl"
      continue
    fi
    case $file in *"$nl"*)
      text="$text! netns $(encode "$name: without Perl, what has a name of several lines is not read")$nl"
      continue
    esac
    if [ "$(stat -L -c %d -- "$file")" != "$device" ]; then
      text="$text! netns-file $(encode "$name: no network namespace is mounted on $file")$nl"
      continue
    fi
    id=$(inode "$file")
    known="$known$id $file$nl"
    line="$id - $(encode "$file") $(encode "$name") - - -$nl"
    # What is mounted there before symbolic links to it: the first name is what it is called.
    if [ -L "$file" ]; then links=$links$line; else text=$text$line; fi
  done
  text=$text$links
  found=$(ls -ld /proc/[0-9]*/ns/net 2>/dev/null |
    sed -n 's|.* /proc/\\([0-9]*\\)/ns/net -> net:\\[\\([0-9]*\\)\\]|\\2 \\1|p' | sort -k1,1 -k2,2n)
  while read -r id pid; do
    case "$nl$root $nl$known" in *"$nl$id "*) continue ;; esac
    [ -n "$id" ] || continue
    known="$known$id /proc/$pid/ns/net$nl"
    command=
    read -r command <"/proc/$pid/comm"
    text="$text$id - /proc/$pid/ns/net - $pid $(encode "$command") -$nl"
  done <<END
$found
END
  frame list "$text! perl $(encode 'not installed on this host: reading takes longer, and changes are seen later')$nl"
}

read_one() { # ID PARTS
  if [ "$1" = "$root" ]; then
    sh -c "$READ" netlab-read "$1" "$2" "$hung" 2>/dev/null
    status=$?
  else
    file=$(printf %s "$known" | sed -n "s|^$1 ||p" | head -n 1)
    if command -v nsenter >/dev/null; then
      { err=$(nsenter --net="$file" sh -c "$READ" netlab-read "$1" "$2" "$hung" 2>&1 >&3 3>&-); status=$?; } 3>&1
    else
      err='neither Perl nor nsenter is installed' status=127
    fi
    case $status in 0 | 99) ;; *) frame "part $1 enter 1 0" "$err" ;; esac
  fi
  [ "$status" != 99 ] || hung=' ip '
  echo "netns $1 0"
}

frame host "root $root$nl"
while read -r verb parts ids; do
  case $verb in
    list) list ;;
    read)
      [ "$ids" != all ] || ids="$root $(printf %s "$known" | cut -d ' ' -f 1)"
      hung=
      for id in $ids; do read_one "$id" "\${parts%!}"; done
      ;;
  esac
  echo 'done 0'
done
`;

/** The script that FALLBACK runs in each namespace, as it expects it in its environment. */
export const FALLBACK_ENVIRONMENT = { READ } as const;
