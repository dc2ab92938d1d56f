# COMMAND…: runs it in another session, as the daemon behind `docker exec` does: its streams are forwarded, signals are not, and
# a signal that ends it is told as 128 and its number.
trap '' HUP INT TERM URG
exec 3<&0
setsid env --default-signal=HUP,INT,QUIT,TERM,URG "$@" <&3 3<&- &
exec 3<&- </dev/null 2>/dev/null # where dash says "Killed"
wait "$!"
