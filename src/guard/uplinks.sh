# shellcheck shell=sh
# Prints the links that lead out: of the default routes, and the one to the client that is connected over SSH. sshd(8) puts
# SSH_CONNECTION into the environment of what it starts; sudo(8) takes it out again, so that of the ancestors is read.
# Then all links, to find the ones below these, the routes of the table main, to find the networks that are on them, and all
# addresses: a route names the machine's own only where it has a `src`.

ip -o route show default 2>/dev/null
ip -o -6 route show default 2>/dev/null
pid=$$ connection=$SSH_CONNECTION
while [ -z "$connection" ] && [ "${pid:-0}" -gt 1 ]; do
  connection=$(tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | sed -n 's/^SSH_CONNECTION=//p')
  pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
done
[ -z "$connection" ] || ip -o route get "${connection%% *}" 2>/dev/null
echo links
ip -o link show 2>/dev/null
echo networks
ip -o route show 2>/dev/null
ip -o -6 route show 2>/dev/null
echo addresses
ip -o addr show 2>/dev/null
