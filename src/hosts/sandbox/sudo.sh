#!/bin/sh
# `sudo`: one is root already. Drops sudo's own options and runs the command; never asks for anything.
# shellcheck disable=SC2163 # what is exported is an argument, NAME=value

while [ "$#" -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -v | -k | -K | --validate | --reset-timestamp | --remove-timestamp) shift ;;
    -l | --list | -V | --version) echo 'netlab: you are root in this sandbox already'; exit 0 ;;
    -i | -s | --login | --shell) shell=1; shift ;;
    -u | -g | -h | -p | -C | -D | -R | -T | -U | -r | -t) shift; [ "$#" = 0 ] || shift ;;
    -*) shift ;;
    *=*) export "$1"; shift ;;
    *) break ;;
  esac
done
if [ "$#" -gt 0 ]; then
  command -v -- "$1" >/dev/null || { echo "sudo: $1: command not found" >&2; exit 1; }
  exec "$@"
fi
[ -z "$shell" ] || exec "${SHELL:-/bin/sh}"
exit 0
