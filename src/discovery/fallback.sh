# shellcheck shell=sh
# What agent.pl does, for hosts without Perl: the same requests and answers, but for events. One namespace after the
# other, by nsenter(1), a process for each command. POSIX sh with the programs of coreutils or BusyBox. READ in its environment is
# fallback-read.sh.

export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
nl='
'
frame() { printf '%s %d\n%s' "$1" "${#2}" "$2"; }
encode() { [ -n "$1" ] || { echo -; return; }; printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }
inode() { stat -L -c %i -- "$1" 2>/dev/null; }
root=$(inode /proc/self/ns/net)
device=$(stat -L -c %d /proc/self/ns/net)

list() { # the answer; and into $known a line "ID FILE" for each
  known=
  text="$root - /proc/self/ns/net - - - -$nl" links=
  for file in /run/netns/* /run/netns/.[!.]*; do
    name=${file##*/}
    if [ ! -e "$file" ]; then # else there is none
      [ ! -L "$file" ] || text="$text! netns-link $(encode "$name: a symbolic link that leads nowhere")$nl"
      continue
    fi
    case $file in *"$nl"*)
      text="$text! netns $(encode "$name: without Perl, what has a name of several lines is not read")$nl"
      continue
    esac
    if [ "$(stat -L -c %d -- "$file")" != "$device" ]; then
      text="$text! netns-file $(encode "$name: no network namespace is mounted on $file")$nl"
      continue
    fi
    id=$(inode "$file")
    known="$known$id $file$nl"
    line="$id - $(encode "$file") $(encode "$name") - - -$nl"
    # What is mounted there before symbolic links to it: the first name is what it is called.
    if [ -L "$file" ]; then links=$links$line; else text=$text$line; fi
  done
  text=$text$links
  # shellcheck disable=SC2012 # find(1) may be that of BusyBox, without -printf
  found=$(ls -ld /proc/[0-9]*/ns/net 2>/dev/null |
    sed -n 's|.* /proc/\([0-9]*\)/ns/net -> net:\[\([0-9]*\)\]|\2 \1|p' | sort -k1,1 -k2,2n)
  while read -r id pid; do
    case "$nl$root $nl$known" in *"$nl$id "*) continue ;; esac
    [ -n "$id" ] || continue
    known="$known$id /proc/$pid/ns/net$nl"
    command=
    read -r command <"/proc/$pid/comm"
    text="$text$id - /proc/$pid/ns/net - $pid $(encode "$command") -$nl"
  done <<END
$found
END
  frame list "$text! perl $(encode 'not installed on this host: reading takes longer, and changes are seen later')$nl"
}

read_one() { # ID PARTS
  if [ "$1" = "$root" ]; then
    sh -c "$READ" netlab-read "$1" "$2" "$hung" 2>/dev/null
    status=$?
  else
    file=$(printf %s "$known" | sed -n "s|^$1 ||p" | head -n 1)
    if command -v nsenter >/dev/null; then
      { err=$(nsenter --net="$file" sh -c "$READ" netlab-read "$1" "$2" "$hung" 2>&1 >&3 3>&-); status=$?; } 3>&1
    else
      err='neither Perl nor nsenter is installed' status=127
    fi
    case $status in 0 | 99) ;; *) frame "part $1 enter 1 0" "$err" ;; esac
  fi
  [ "$status" != 99 ] || hung=' ip '
  echo "netns $1 0"
}

frame host "root $root$nl"
while read -r verb parts ids; do
  case $verb in
    list) list ;;
    read)
      [ "$ids" != all ] || ids="$root $(printf %s "$known" | cut -d ' ' -f 1)"
      hung=
      for id in $ids; do read_one "$id" "${parts%!}"; done
      ;;
  esac
  echo 'done 0'
done
