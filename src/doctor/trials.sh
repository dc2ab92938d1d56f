# shellcheck shell=sh
# TYPE LINK…: what is tried in namespaces of its own. LINK are the words that make ip(8) a link of that type, named `t`, of the veth `va`.
# Prints "try NAME ok" or "try NAME no REASON".

try() { # NAME COMMAND…
  name=$1
  shift
  if reason=$("$@" 2>&1 >/dev/null); then echo "try $name ok"; else echo "try $name no $(echo "$reason" | head -n 1)"; fi
}
echo 'try namespaces ok'
mount -t tmpfs netlab /run 2>/dev/null
ip link set dev lo up
try netns ip netns add t
try veth ip link add name va type veth peer name vb
try bridge ip link add name br type bridge
try nat iptables -t nat -A POSTROUTING -s 192.168.52.0/24 -j MASQUERADE
try nft nft add table ip t
try ping ping -c 1 -W 2 127.0.0.1
while [ "$#" -gt 0 ]; do
  # shellcheck disable=SC2086 # its words
  try "$1" ip $2
  ip link delete dev t 2>/dev/null
  shift 2
done
exit 0 # whatever the last trial gave
