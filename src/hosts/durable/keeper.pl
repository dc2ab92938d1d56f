# SECONDS WINDOW RETAINED: prints its directory, goes into the background and starts processes for the client that is
# attached to the socket in there. It holds their output until it is acknowledged, in memory and no more than WINDOW
# bytes of a stream: then it stops reading, the pipe fills and the process waits, so nothing is lost and nothing grows.
# It keeps the last RETAINED acknowledged bytes for a client that reattaches later. When nobody has sent anything for
# SECONDS it ends all that it has started, whatever session that moved to (the marker in proc_pid_environ(5) shows which), and itself.
#
# It is Perl (of which perl-base suffices), as a shell could not do it: that neither keeps bytes apart from the calls that
# read them, nor waits for two things at once. The frames are described in frames.ts. What a client asks for carries a number,
# so that it is done once, however often it is sent; what processes print carries its offset in the stream.

use strict; use warnings; use POSIX (); use Socket; use Fcntl qw(:DEFAULT :flock);
my ($seconds, $window, $retained) = @ARGV;

open my $random, '<', '/dev/urandom' or die "no /dev/urandom: $!\n";
sysread $random, my $bytes, 16; close $random;
my $name = unpack 'H*', $bytes;
my $tmp = defined $ENV{TMPDIR} && $ENV{TMPDIR} =~ m{^/.} && length $ENV{TMPDIR} < 60 && -w $ENV{TMPDIR} ? $ENV{TMPDIR} : '/tmp';
my $directory = "$tmp/netlab-kept-$name";
my $marker = "NETLAB_KEPT=$name";

# What keepers left that were killed before they could clean up: nobody holds the lock of such a directory.
opendir my $all, $tmp or die "no directory $tmp: $!\n";
for my $left (map { "$tmp/$_" } grep { /^netlab-kept-[0-9a-f]{32}\z/ } readdir $all) {
  next unless !-l $left && -O $left && -S "$left/socket" && sysopen my $lock, $left, O_RDONLY;
  if (flock $lock, LOCK_EX | LOCK_NB) { unlink "$left/socket"; rmdir $left }
}
closedir $all;
mkdir $directory, 0700 or die "no directory $directory: $!\n";
sysopen my $held, $directory, O_RDONLY or die "no directory $directory: $!\n";
flock $held, LOCK_EX or die "flock: $!\n";
socket my $listener, PF_UNIX, SOCK_STREAM, 0 or die "socket: $!\n";
bind $listener, pack_sockaddr_un("$directory/socket") or die "bind: $!\n";
listen $listener, 5 or die "listen: $!\n";
syswrite STDOUT, "$directory\n";
my $forked = fork;
die "fork: $!\n" unless defined $forked;
POSIX::_exit(0) if $forked;
POSIX::setsid();
open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null';

my %process;        # by id
my %of_pid;
my $next = 1;       # the number of the request that is due
my $highest = 0;    # the highest id that was used
my $client;         # who is attached
my ($in, $out) = ('', '');
my $silent = 0;     # how many seconds nobody has been heard
my $clock = clock();
my $over = 0;
$SIG{PIPE} = $SIG{HUP} = 'IGNORE';
$SIG{CHLD} = sub { };
$SIG{TERM} = $SIG{INT} = sub { $over = 1 };

# Not the wall clock, which may be corrected: times(2), which also stands still while the machine sleeps.
sub clock { (POSIX::times())[0] / POSIX::sysconf(POSIX::_SC_CLK_TCK()) }
sub frame { my ($type, $id, $number, $data) = @_; $out .= pack('N a N Q>', length $data, $type, $id, $number) . $data if $client }
sub nonblocking { my $fh = shift; fcntl $fh, F_SETFL, fcntl($fh, F_GETFL, 0) | O_NONBLOCK }
sub end_of { my $stream = shift; $stream->{base} + length $stream->{bytes} }
sub detach { close $client if $client; $client = undef; $in = $out = ''; $_->{attached} = 0 for values %process }

# Why there are no descriptors for another process, or '', and its pipes. One more is left, for a client that comes back.
sub pipes {
  my @ends;
  for (1 .. 4) { pipe my $read, my $write or return "$!"; push @ends, $read, $write }
  open my $spare, '<', '/dev/null' or return "$!";
  return '', @ends;
}

sub start {
  my ($id, $data) = @_;
  my ($cwd, $count, @argv) = split /\0/, $data, -1;
  my @environment = splice @argv, 0, $count;
  my ($why, $in_read, $in_write, $out_read, $out_write, $err_read, $err_write, $failed_read, $failed_write) = pipes();
  my $pid;
  if ($why eq '' && !defined($pid = fork)) { $why = "$!"; ($in_write, $out_read, $err_read) = () }
  if (defined $pid && $pid == 0) {
    POSIX::setsid();
    $SIG{$_} = 'DEFAULT' for qw(PIPE HUP CHLD TERM INT);
    POSIX::dup2(fileno $in_read, 0); POSIX::dup2(fileno $out_write, 1); POSIX::dup2(fileno $err_write, 2);
    if ($cwd eq '' || chdir $cwd) {
      for (@environment, $marker) { my ($key, $value) = split /=/, $_, 2; $ENV{$key} = $value }
      no warnings; exec { $argv[0] } @argv;
    }
    syswrite $failed_write, "$!";
    POSIX::_exit(127);
  }
  if (defined $pid) {
    close $failed_write;
    sysread $failed_read, $why, 1000;
    nonblocking($_) for $in_write, $out_read, $err_read;
  }
  my $said = $why eq '' ? '' : "netlab: cannot run $argv[0]: $why\n";
  $process{$id} = {
    pid => $pid, attached => 1, stdin => $in_write, input => '', received => 0, written => 0, closing => 0, why => $why,
    o => { fh => $out_read, bytes => '', base => 0, sent => 0, acknowledged => 0 },
    e => { fh => $err_read, bytes => $said, base => 0, sent => 0, acknowledged => 0 },
  };
  $highest = $id if $id > $highest;
  # 126, as shells give it for what is there and cannot be run: not that there is no such program.
  if (defined $pid) { $of_pid{$pid} = $id } else { $process{$id}{exit} = '126 0' }
  tell_pid($id);
  tell_exit($id) if $process{$id}{exit};
}

# 0 for one that cannot be started: its exit says why.
sub tell_pid { my $id = shift; frame('p', $id, $process{$id}{why} eq '' ? $process{$id}{pid} : 0, '') }
sub tell_exit { my $id = shift; frame('x', $id, 0, "$process{$id}{exit} $process{$id}{why}") }

sub forget { my $id = shift; my $one = delete $process{$id} or return; delete $of_pid{$one->{pid}} if $one->{pid} }

sub request {
  my ($type, $id, $data) = @_;
  if ($type eq 'S') { return start($id, $data) }
  if ($type eq 'D') { for (keys %process) { next if $process{$_}{attached}; kill 'KILL', -$process{$_}{pid} if $process{$_}{pid} && !$process{$_}{exit}; forget($_) } return }
  if ($type eq 'Q') { $over = 2; return }
  my $one = $process{$id} or return;
  if ($type eq 'I') { $one->{received} += length $data; $one->{input} .= $data if $one->{stdin} }
  elsif ($type eq 'E') { $one->{closing} = 1 }
  elsif ($type eq 'K') { kill $data, -$one->{pid} if $one->{pid} && !$one->{exit} && $data =~ /^[A-Z0-9]+$/ }
  elsif ($type eq 'F') { forget($id) }
}

sub acknowledge {
  my ($stream, $offset) = @_;
  $stream->{acknowledged} = $offset if $offset > $stream->{acknowledged};
  my $from = end_of($stream) - $retained;
  $from = $stream->{acknowledged} if $stream->{acknowledged} < $from;
  return if $from < $stream->{base} + 65536;
  substr $stream->{bytes}, 0, $from - $stream->{base}, '';
  $stream->{base} = $from;
}

sub resume {
  my ($id, $data) = @_;
  my $one = $process{$id} or return frame('u', $id, 0, '');
  $one->{attached} = 1;
  ($one->{o}{sent}, $one->{e}{sent}) = unpack 'Q> Q>', $data;
  for my $stream ($one->{o}, $one->{e}) {
    $stream->{sent} = $stream->{base} if $stream->{sent} < $stream->{base};
    $stream->{sent} = end_of($stream) if $stream->{sent} > end_of($stream);
    $stream->{told} = 0;
  }
  tell_pid($id);
  frame('r', $id, $one->{received}, '');
  frame('w', $id, $one->{written}, '');
  tell_exit($id) if $one->{exit};
}

sub take {
  my $asked = 0;
  while (length $in >= 17) {
    my ($length, $type, $id, $number) = unpack 'N a N Q>', $in;
    return detach() if $length > 1 << 28;
    last if length $in < 17 + $length;
    my $data = substr $in, 17, $length;
    substr $in, 0, 17 + $length, '';
    if ($type eq 'H') { frame('h', $highest, $next, '') }
    elsif ($type eq 'b') { frame('b', 0, 0, '') }
    elsif ($type eq 'R') { resume($id, $data) }
    elsif ($type eq 'A') { my $one = $process{$id} or next; my ($o, $e) = unpack 'Q> Q>', $data; acknowledge($one->{o}, $o); acknowledge($one->{e}, $e) }
    else { $asked = 1; if ($number == $next) { $next++; request($type, $id, $data) } }
  }
  frame('a', 0, $next, '') if $asked;
}

sub fill {
  for my $id (keys %process) {
    my $one = $process{$id};
    next unless $one->{attached};
    for my $which ('o', 'e') {
      my $stream = $one->{$which};
      while (length $out < 262144 && $stream->{sent} < end_of($stream)) {
        my $piece = substr $stream->{bytes}, $stream->{sent} - $stream->{base}, 65536;
        frame($which, $id, $stream->{sent}, $piece);
        $stream->{sent} += length $piece;
      }
      next if $stream->{fh} || $stream->{told} || $stream->{sent} < end_of($stream);
      frame(uc $which, $id, $stream->{sent}, '');
      $stream->{told} = 1;
    }
  }
}

sub feed {
  my ($id) = @_;
  my $one = $process{$id};
  my $wrote = syswrite $one->{stdin}, $one->{input}, 65536;
  if (defined $wrote) { substr $one->{input}, 0, $wrote, ''; $one->{written} += $wrote }
  elsif (!$!{EAGAIN} && !$!{EINTR}) { $one->{input} = ''; $one->{written} = $one->{received}; $one->{stdin} = undef }
  frame('w', $id, $one->{written}, '') if $one->{attached};
}

until ($over || $silent > $seconds) {
  fill() if $client;
  my ($readable, $writable) = ('', '');
  vec($readable, fileno $listener, 1) = 1;
  if ($client) { vec($readable, fileno $client, 1) = 1; vec($writable, fileno $client, 1) = 1 if length $out }
  for my $one (values %process) {
    if ($one->{stdin} && $one->{closing} && $one->{input} eq '') { close $one->{stdin}; $one->{stdin} = undef }
    vec($writable, fileno $one->{stdin}, 1) = 1 if $one->{stdin} && $one->{input} ne '';
    for my $stream ($one->{o}, $one->{e}) {
      vec($readable, fileno $stream->{fh}, 1) = 1 if $stream->{fh} && end_of($stream) - $stream->{acknowledged} < $window;
    }
  }
  my $ready = select $readable, $writable, undef, 0.5;
  if ($ready >= 0) {
    # What held up the keeper did not hold up the client: what came meanwhile is read before the next look.
    my $passed = clock() - $clock;
    $silent += $passed > 0.5 ? 0.5 : $passed;
    $clock += $passed;
  }
  while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
    my $id = delete $of_pid{$pid} or next;
    my $signal = $? & 127;
    $process{$id}{exit} = ($signal ? '-' : $? >> 8) . " $signal";
    tell_exit($id) if $process{$id}{attached};
  }
  next unless $ready > 0;
  for my $id (keys %process) {
    my $one = $process{$id};
    feed($id) if $one->{stdin} && vec $writable, fileno $one->{stdin}, 1;
    for my $stream ($one->{o}, $one->{e}) {
      next unless $stream->{fh} && vec $readable, fileno $stream->{fh}, 1;
      my $got = sysread $stream->{fh}, $stream->{bytes}, 65536, length $stream->{bytes};
      if (defined $got ? $got == 0 : !$!{EAGAIN} && !$!{EINTR}) { close $stream->{fh}; $stream->{fh} = undef }
    }
  }
  if ($client && vec $writable, fileno $client, 1) {
    my $wrote = syswrite $client, $out;
    if (defined $wrote) { substr $out, 0, $wrote, '' } elsif (!$!{EAGAIN} && !$!{EINTR}) { detach() }
  }
  if ($client && vec $readable, fileno $client, 1) {
    my $got = sysread $client, $in, 65536, length $in;
    if ($got) { $silent = 0; take() } elsif (defined $got || !$!{EAGAIN} && !$!{EINTR}) { detach() }
  }
  if (vec $readable, fileno $listener, 1) {
    # The one who came last is right: the connection of the one before may be dead without anybody knowing.
    if ($client) { $out = ''; frame('s', 0, 0, ''); syswrite $client, $out }
    detach();
    if (accept $client, $listener) { nonblocking($client); $silent = 0 } else { $client = undef }
  }
}

# Unless everything must end at once: shells and keepers end on their own when their input does, and clean up.
unlink "$directory/socket"; rmdir $directory; close $listener;
for my $one (values %process) { close $one->{$_}{fh} for grep { $one->{$_}{fh} } 'o', 'e'; close $one->{stdin} if $one->{stdin} }
for (1 .. ($over == 2 ? 1 : 100)) {
  while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) { delete $of_pid{$pid} }
  last unless %of_pid;
  select undef, undef, undef, 0.02;
}
kill 'KILL', -$_ for keys %of_pid;
for (1 .. 100) {
  my @left;
  for my $file (glob '/proc/[0-9]*/environ') {
    open my $environ, '<', $file or next;
    local $/; my $text = <$environ>;
    push @left, $file =~ /(\d+)/ if defined $text && index("\0$text", "\0$marker\0") >= 0;
  }
  last unless @left && kill 'KILL', @left;
  while (waitpid(-1, POSIX::WNOHANG()) > 0) { }
  select undef, undef, undef, 0.01;
}
