#!/bin/sh
# `apt` and `apt-get`: a sandbox cannot install on the machine that it borrows. What is there already is a success.
# /run/netlab/packages has lines "PACKAGE PROGRAM…": a package is present when dpkg says so or its programs are.

action='' packages=
for word; do
  case $word in
    -*) ;;
    *) if [ -z "$action" ]; then action=$word; else packages="$packages $word"; fi ;;
  esac
done
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
    missing=
    set -f
    for package in $packages; do
      present "$package" || missing="$missing $package"
    done
    if [ -z "$missing" ]; then
      echo "Already on this machine:${packages:- nothing asked for}. (The sandbox uses the machine's programs.)"
      exit 0
    fi
    echo "The sandbox cannot install packages. On the real machine, run: sudo apt install$missing" >&2
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
