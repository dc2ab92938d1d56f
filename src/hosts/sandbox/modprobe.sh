#!/bin/sh
# `modprobe`: the kernel is the machine's, and a sandbox loads nothing into it. What is there already is a success, also what the kernel
# itself loads when it is first asked for.

machine=
for directory in /usr/sbin /sbin /usr/bin /bin; do
  [ -n "$machine" ] || [ ! -x "$directory/modprobe" ] || machine=$directory/modprobe
done
all='' removes='' shows='' modules=''
for word; do
  case $word in
    -a | --all) all=1 ;;
    -r | --remove) removes=1 ;;
    -V | --version | -c | --showconfig | -n | --dry-run | --show | -D | --show-depends | -R | --resolve-alias) shows=1 ;;
    -*) ;;
    *) [ -n "$modules" ] && [ -z "$all" ] || modules="$modules $word" ;; # what follows the first are its parameters
  esac
done
if [ -n "$shows" ] && [ -n "$machine" ]; then exec "$machine" "$@"; fi
there() { # MODULE
  case $1 in *[!A-Za-z0-9_-]*) return 1 ;; esac
  name=$(echo "$1" | tr - _)
  [ ! -e "/sys/module/$name" ] || return 0
  ! grep -qs "^$name " /proc/modules || return 0
  ! sed 's|.*/||; s|\.ko.*||; y|-|_|' "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null | grep -qx -- "$name" || return 0
  case $name in
    br_netfilter) [ ! -e /proc/sys/net/bridge ] || return 0 ;;
    tun) [ ! -c /dev/net/tun ] || return 0 ;;
  esac
  case $name in 8021q) name=vlan ;; bonding) name=bond ;; ip_gre) name=gre ;; ip6_gre) name=ip6gre ;; esac
  # A link type: asked for in a network that ends with the question.
  case $(unshare --net ip link add name probe type "$name" 2>&1) in
    *'Unknown device type'* | *'not supported'* | *unshare* | *'not found'*) return 1 ;;
  esac
}
missing=
set -f
for module in $modules; do
  [ -n "$removes" ] || ! there "$module" || continue
  missing="$missing $module"
done
if [ -z "$missing" ]; then
  [ -z "$modules" ] || echo "In the kernel already:$modules. (The sandbox uses the machine's kernel.)"
  exit 0
fi
# Root in a sandbox without a user namespace may do it.
if [ -n "$machine" ] && "$machine" "$@" 2>/dev/null; then exit 0; fi
if [ -n "$removes" ]; then
  echo "The sandbox cannot unload modules of the machine's kernel." >&2
else
  echo "The sandbox cannot load kernel modules. In a terminal of the machine itself, run: sudo modprobe${all:+ -a}$missing" >&2
fi
exit 1
