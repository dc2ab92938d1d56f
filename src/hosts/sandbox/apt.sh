#!/bin/sh
# `apt` and `apt-get`: a sandbox cannot install on the machine that it borrows. What is there already is a success.
# /run/netlab/packages has lines "PACKAGE PROGRAM…": a package is present when dpkg says so or its programs are.

action='' packages='' option=''
for word; do
  case $option in
    -o | -c | -t | -a | --option | --config-file | --target-release | --host-architecture) option=''; continue ;;
  esac
  option=$word
  case $word in
    -*) ;;
    *) if [ -z "$action" ]; then action=$word; else packages="$packages $word"; fi ;;
  esac
done
# Our own sudo and modprobe are no packages.
case :$PATH: in
  *:/run/netlab/bin:*) PATH=:$PATH: PATH=${PATH%%:/run/netlab/bin:*}:${PATH#*:/run/netlab/bin:} PATH=${PATH#:} PATH=${PATH%:} ;;
esac
present() { # PACKAGE
  if command -v dpkg-query >/dev/null; then
    status=$(dpkg-query -W -f '${db:Status-Status}' -- "$1" 2>/dev/null)
    [ "$status" != installed ] || return 0
  fi
  while read -r name programs; do
    [ "$name" = "$1" ] || continue
    for program in $programs; do
      command -v -- "$program" >/dev/null || return 1
    done
    return 0
  done </run/netlab/packages
  return 1
}
case $action in
  install | reinstall)
    missing='' there=''
    set -f
    for package in $packages; do
      if present "$package"; then there="$there $package"; else missing="$missing $package"; fi
    done
    if [ -n "$there" ] || [ -z "$missing" ]; then
      echo "Already on this machine:${there:- nothing asked for}. (The sandbox uses the machine's programs.)"
    fi
    [ -n "$missing" ] || exit 0
    echo "The sandbox cannot install packages. In a terminal of the machine itself, run: sudo apt install$missing" >&2
    exit 100
    ;;
  update | upgrade | full-upgrade | dist-upgrade | autoremove | clean | autoclean)
    echo "Nothing to do: the sandbox uses the machine's programs and does not $action them."
    exit 0
    ;;
  remove | purge)
    echo "The sandbox cannot remove packages of the real machine." >&2
    exit 100
    ;;
  *) self=${0##*/}; exec "/usr/bin/$self" "$@" ;;
esac
