# shellcheck shell=sh
# What PID 1 becomes: lives until descriptor 3 ends. While it waits, a shell reaps every child handed over to it.

while :; do
  cat <&3 &
  wait "$!"
  [ "$?" -gt 128 ] || exit 0 # else a lab killed the cat
done
