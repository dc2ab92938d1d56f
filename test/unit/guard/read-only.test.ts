import { expect, test } from 'vitest';
import { isReadOnly } from '../../../src/guard/read-only.ts';

test.each([
  'ip -br link',
  'ip a',
  'ip a s',
  'ip route get 192.0.2.1 | head -1',
  'ip -n webapp -br addr show dev eth0',
  'ip netns exec webapp ip addr show 2>/dev/null',
  'ip netns exec webapp ping -c 1 192.0.2.1',
  'ip netns list; ip rule; ip -6 neigh show',
  'for n in a b; do echo $n; ip netns exec $n ip -br link; done',
  'if ping -c 1 -W 1 192.0.2.1 >/dev/null 2>&1; then echo "it is $HOME"; else echo no; fi',
  'iptables -t nat -L POSTROUTING -n -v',
  'iptables -nvL',
  'iptables-save | grep -c MASQ',
  'nft list ruleset',
  'sysctl net.ipv4.ip_forward >&2',
  'cat /proc/sys/net/ipv4/ip_forward /proc/net/dev /dev/null',
  'sudo ss -tlnp',
  'timeout 5 tcpdump -n -i br0 -c 1',
  'echo "$((40 + 2))"',
  'echo $((1+1)); echo "it is $?"',
  "echo 'what $(this) is'",
  'curl -s http://192.0.2.1/',
  'bridge fdb show br br0',
  'conntrack -L -p icmp',
  'date +%s',
  "sed -n '1,5p' /etc/hosts",
  'sort -n -k 2 /etc/hosts',
  '[ -e /etc/hosts ] && echo yes',
  '( ip a )',
  'ip \\\n a',
  '# nothing\n\n',
])('%s only looks', (text) => {
  expect(isReadOnly(text)).toBe(true);
});

const CHANGES = `
ip link add br0 type bridge
ip l s eth0 down
ip -batch - </dev/null
ip -b /tmp/x
ip netns add a
ip netns set a 1
ip netns exec webapp ip link set lo up
ip -all netns exec ip link set lo down
ip monitor file /tmp/x
ip route save
ip addr flush dev eth0
ip -force link
ip vrf exec a reboot
echo a | xargs ip
echo a | tee file
apt install x
iptables -A INPUT -j DROP
iptables -L -Z
iptables -L --modprobe=/tmp/x
iptables -F
iptables-restore </dev/null
iptables-save -f /tmp/x
iptables-save -M /tmp/x
nft -f /tmp/x
nft "list ruleset; flush ruleset"
nft list ruleset ';' flush ruleset
nft monitor -f /tmp/x
nft reset counters
route add default gw 192.0.2.1
arp -d 192.0.2.1
arp -s 192.0.2.1 00:00:5e:00:53:01
ifconfig eth0 down
brctl addbr br0
ethtool -K eth0 tx off
conntrack -D
conntrack -F
conntrack -L -z
sysctl -p
sysctl --system
sysctl -w a.b=1
sysctl a.b=1
sysctl -q -w a.b=1
hostname x
hostname -F /etc/hostname
hostname -b x
date -s 12:00
date --set=12:00
date 010203042026
tc qdisc add dev eth0 root tbf
tc -b /tmp/x
bridge link set dev a isolated on
bridge -b /tmp/x
nstat
journalctl --rotate
ss -K dst 192.0.2.1
ss --kill
ss -D /tmp/x
ping -f 192.0.2.1
ping -c 1 -f 192.0.2.1
tcpdump -w /tmp/x
tcpdump -c 1 -w/tmp/x
tcpdump -z reboot
tcpdump -nw /tmp/x
curl -o /tmp/x http://192.0.2.1/
curl -O http://192.0.2.1/x
curl -sO http://192.0.2.1/x
curl -K /tmp/x
curl -w '%output{/tmp/x}y' http://192.0.2.1/
curl -X DELETE http://192.0.2.1/
curl --trace /tmp/x 192.0.2.1
curl file:///etc/hosts
wget -qO- http://192.0.2.1/
awk 'BEGIN { system("reboot") }'
sed -i s/a/b/ file
sed 's/a/b/w /tmp/x' /etc/hosts
sed -n '1e reboot' /etc/hosts
sed -n '/a/w /tmp/x' /etc/hosts
sort -o /tmp/x /etc/hosts
sort --output=/tmp/x /etc/hosts
sort --compress-program=/tmp/x /etc/hosts
sort -no /tmp/x /etc/hosts
uniq /etc/hosts /tmp/x
find . -exec reboot
find . -delete
find . -fprint /tmp/x
find . -name x -ok reboot
man -P reboot ip
less /etc/hosts
more /etc/hosts
vi /etc/hosts
env reboot
env -S reboot
dd if=/dev/zero of=/tmp/x
git -c core.pager=reboot log
tar -xf x --to-command=reboot
tar -cf /tmp/x . --checkpoint=1 --checkpoint-action=exec=reboot
command reboot
builtin source /tmp/x
exec reboot
eval reboot
source /tmp/x
. /tmp/x
trap reboot EXIT
coproc reboot
printf -v PATH /tmp
printf %n x
printf '%-n' x
read PATH
read -r x
export PATH=/tmp
PATH=/tmp
PATH=/tmp ls
LD_PRELOAD=/tmp/x.so ls
X=1 ip a
x=1
sudo PATH=/tmp ls
sudo -u x ls
sudo -e /etc/hosts
sudo -s
sudo cd /
timeout 5 sudo tee /tmp/x
ls >file
ls >>file
ls >|file
ls &>file
ls <>file
ls {fd}>file
ls 2>file
ls >&file
ls > /dev/null/../tmp/x
cat <(reboot)
cat /dev/watchdog
head -c 1 //dev/st0
cat /proc/../dev/watchdog
cd /dev
cat < /dev/tcp/192.0.2.1/80
ls >(reboot)
echo $(reboot)
echo "$(reboot)"
echo \`reboot\`
echo "\`reboot\`"
echo $((1 + $(reboot)))
echo $((x))
echo "\${x:=1}"
echo \${x@P}
echo $'a'
echo "a \\"; reboot; echo \\""
echo a\\ b
cat <<X
cat <<'X'
cat <<<"$(reboot)"
cat <<<x
ls() { reboot; }
ls () { reboot; }
function ls { reboot; }
alias ls=reboot
f=(reboot)
[[ -v a ]]
[ -v 'a[$(reboot)]' ]
test -v 'a[$(reboot)]'
for PATH in /tmp; do ls; done
for n in "$x"; do echo $n; done
for n in -f; do ping $n 192.0.2.1; done
for n; do echo $n; done
for n in add; do ip link $n br0; done
ip $x
ping $x
cat $x
ping "it's $x, isn't it"
case x in x) reboot ;; esac
while read x; do echo $x; done
ping 192.0.2.1 &
%1
./script.sh
/tmp/ip a
"reboot"
constructor
__proto__
toString
echo a; constructor
sudo __proto__
`
  .trim()
  .split('\n');

test.each(CHANGES)('%s may change something', (text) => {
  expect(isReadOnly(text)).toBe(false);
  expect(isReadOnly(`ip a; ${text}`)).toBe(false);
  expect(isReadOnly(`ip a\n${text}\nip a`)).toBe(false);
});

test('what spans lines is not read-only', () => {
  for (const text of ['echo "a\nb"', "echo 'a\nb'; reboot", 'cat <<X\n$(reboot)\nX', 'ip a\rreboot'])
    expect(isReadOnly(text)).toBe(false);
});
