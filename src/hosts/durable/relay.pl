# DIRECTORY: our end of the socket of a keeper (keeper.pl). Status 3: there is none any more.

use strict; use Socket;
socket my $socket, PF_UNIX, SOCK_STREAM, 0 or exit 2;
connect $socket, pack_sockaddr_un("$ARGV[0]/socket") or exit 3;
my $parent = $$;
my $child = fork;
exit 2 unless defined $child;
my ($from, $to) = $child ? (\*STDIN, $socket) : ($socket, \*STDOUT);
COPY: while (sysread $from, my $bytes, 65536) {
  while (length $bytes) {
    my $wrote = syswrite $to, $bytes or last COPY;
    substr $bytes, 0, $wrote, '';
  }
}
# A parent that has ended is none any more, and its number another's.
kill 'KILL', $child || (getppid == $parent ? $parent : ());
