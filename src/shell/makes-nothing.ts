/** Programs that make no network namespace with a name, and no link. After any other, anything may be there. */
export const MAKES_NOTHING: ReadonlySet<string> = new Set(
  `. source eval trap alias unalias bg fg break continue builtin command cd pushd popd dirs declare typeset local export
  readonly echo printf exec exit return false true : [ test let getopts hash help history jobs disown kill wait mapfile
  readarray read set shopt shift sleep time times type ulimit umask unset bash sh dash
  arp arping awk base64 basename bridge cat chmod chown clear cmp column comm conntrack cp curl cut date df diff dig dirname
  dmesg du egrep env ethtool expr fgrep file find fold free getent grep groups head hexdump host hostname id ifconfig ifstat
  ip6tables ip6tables-restore ip6tables-save iperf3 ipset iptables iptables-restore iptables-save jq killall less ln ls lsmod
  lsns lsof man md5sum mii-tool mkdir mkfifo mktemp more mount mtr mv nc ncat netcat netstat nft nice nl nmap nohup nproc
  nsenter nslookup nstat od openssl paste pgrep ping ping6 pkill pidof ps pwd readlink realpath rm rmdir route sed seq setsid
  sort ss ssh stat stdbuf stty sudo sysctl tac tail tc tcpdump tee telnet timeout touch tput tr tracepath traceroute tree
  tshark umount uname uniq unshare uptime watch wc wget which who whoami xargs xxd yes
  apt apt-get apt-cache dnf apk pacman zypper dpkg rpm`.split(/\s+/),
);
