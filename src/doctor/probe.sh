# shellcheck shell=sh
# TRIALS PROGRAMS TYPE LINK…: reads all in one go; changes nothing outside of namespaces that end with it. TRIALS is trials.sh,
# the rest its arguments; PROGRAMS, words, are looked for. namespaces.sh goes before it.
# shellcheck disable=SC2086 # $rights are options, or none

trials=$1 programs=$2
shift 2
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
[ ! -r /etc/os-release ] || while IFS='=' read -r key value; do
  case $key in ID | ID_LIKE) echo "os $value" ;; esac
done </etc/os-release
for program in $programs; do
  ! command -v "$program" >/dev/null || echo "has $program"
done
ip -json link show dev lo 2>/dev/null | grep -q '"ifindex"' && echo 'try json ok' || echo 'try json no'
echo "version ip $(ip -V 2>/dev/null)"
echo "version bash $(bash -c 'echo "$BASH_VERSION"' 2>/dev/null)"
read -r release </proc/sys/kernel/osrelease || release=$(uname -r)
echo "version kernel $release"
rights='--user --map-root-user'
while read -r key real _; do [ "$key $real" != 'Uid: 0' ] || root=1; done </proc/self/status
if reason=$(unshare $rights true 2>&1); then echo 'try users ok'; else
  echo "try users no $reason"
  [ -z "$root" ] || rights=
fi
unshare $rights --net --mount -- sh -c "$trials" netlab-trials "$@" 2>&1 || echo 'try namespaces no'
