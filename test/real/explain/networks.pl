# Makes networks, listens in them and sends something in them, in as few processes as possible. What to do is on standard input.
#   make: a line "NETNS TOOL TEXT" for each operation, in their order; the namespaces and what is made in the root one are there already.
#   serve: a line "NETNS tcp|udp PORT ADDRESS LINK|- [only]" for each socket, and one with a dot; prints "ready". What comes by UDP is sent
#   back. It ends with its input.
#   send: a line "NETWORK NUMBER NETNS,NETNS… FROM SOURCE|- TO TRIES icmp|tcp|udp PORT" for each request; prints "NUMBER 1|0". Those of a
#   network go one after the other, each as if it were the first: what its namespaces have learned is forgotten before.
use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton);

my $workers = 16;
sub enter {
  open my $f, '<', "/run/netns/$_[0]" or return 0;
  syscall(308, fileno $f, 0x40000000) == 0; # setns(2)
}
sub feed { my ($input, @argv) = @_;
  open(my $to, '|-', @argv) // die "$argv[0]: $!";
  print $to $input;
  close $to;
}
# Runs each of the tasks in a process of its own, a few at a time.
sub each_task { my ($act, @tasks) = @_;
  my $running = 0;
  for my $task (@tasks) {
    if ($running >= $workers) { wait; $running-- }
    my $pid = fork // die "fork: $!";
    if (!$pid) { $act->($task); exit 0 }
    $running++;
  }
  1 while wait != -1;
}

# ---- make
sub restore { # iptables-restore(8)
  my (%tables, @order, $text);
  for (@_) {
    my ($table, $rule) = split / /, $_, 2;
    push @order, $table unless $tables{$table};
    push @{$tables{$table}}, $rule;
  }
  for my $table (@order) {
    my %seen;
    $text .= join "\n", "*$table", (grep { /^:/ && !$seen{$_}++ } @{$tables{$table}}), (grep { !/^:/ } @{$tables{$table}}), "COMMIT\n";
  }
  $text;
}
sub set {
  for (@_) {
    my ($file, $value) = split /=/;
    open my $f, '>', "/proc/sys/net/$file" or next;
    syswrite $f, "$value\n";
  }
}
sub make { my ($netns, $ops, $late) = @_;
  enter($netns) or return;
  my $of = sub { my ($tool) = @_; map { $_->[1] } grep { $_->[0] eq $tool } @$ops };
  my $batch = sub { my ($tool, @program) = @_; my @lines = $of->($tool); feed(join("\n", @lines, ''), @program, '-force', '-batch', '-') if @lines };
  my @settings = $of->('set');
  if (!$late) {
    # First, so that nobody says anything by IPv6.
    set(grep { /disable_ipv6/ } @settings);
    # Nor asks for routers meanwhile: who hears that learns where the sender is.
    set(map { s{^/proc/sys/net/}{}r . '=0' } glob '/proc/sys/net/ipv6/conf/*/router_solicitations');
    return $batch->('ip', 'ip');
  }
  $batch->('late', 'ip');
  $batch->('ip6', 'ip', '-6');
  $batch->('bridge', 'bridge');
  set(grep { !/disable_ipv6/ } @settings);
  for my $tool ('iptables', 'ip6tables') { my @lines = $of->($tool); feed(restore(@lines), "$tool-restore") if @lines }
  my @lines = $of->('nft');
  feed(join("\n", @lines, ''), 'nft', '-f', '-') if @lines;
}
sub make_all {
  my (@order, %ops);
  while (<STDIN>) {
    chomp;
    my ($netns, $tool, $text) = split / /, $_, 3;
    push @order, $netns unless $ops{$netns};
    push @{$ops{$netns}}, [$tool, $text];
  }
  for my $late (0, 1) { each_task(sub { make($_[0], $ops{$_[0]}, $late) }, @order) }
}

# ---- serve
my $no_wait = 2048; # SOCK_NONBLOCK
sub at { my ($address, $port) = @_;
  $address =~ /:/ ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address)) : pack_sockaddr_in($port, inet_aton($address));
}
sub stopped_by_link { my ($socket, $link) = @_; # SO_BINDTODEVICE
  $link ne '-' && !setsockopt($socket, SOL_SOCKET, 25, "$link\0");
}
sub serving { my ($netns, $protocol, $port, $address, $link, $only) = @_;
  enter($netns) or return;
  my $six = $address =~ /:/;
  my $family = $six ? AF_INET6 : AF_INET;
  socket(my $s, $family, ($protocol eq 'tcp' ? SOCK_STREAM : SOCK_DGRAM) | $no_wait, 0) or return;
  setsockopt($s, 41, 26, $only ? 1 : 0) if $six; # IPV6_V6ONLY
  return if stopped_by_link($s, $link);
  for my $left (reverse 0 .. ($six ? 5 : 0)) { # an address of IPv6 may still be tentative
    last if bind($s, at($address, $port));
    return if !$left || $! != 99; # EADDRNOTAVAIL
    select undef, undef, undef, 0.2;
  }
  # It does not say again later what did not arrive.
  set('ipv4/tcp_synack_retries=0');
  if ($protocol eq 'tcp') { listen $s, 64 }
  else { $six ? setsockopt($s, 41, 49, 1) : setsockopt($s, 0, 8, 1) } # IPV6_RECVPKTINFO, IP_PKTINFO
  $s;
}
sub message { my ($name, $data, $control) = @_; # struct msghdr; the pointers are to what is handed over
  pack 'P L x4 P Q P Q L x4', $$name, length $$name, $$data, 1, $$control, length $$control, 0;
}
sub echo { my ($socket) = @_; # under the address that was asked, as servers do
  my ($name, $data, $control) = ("\0" x 28, "\0" x 64, "\0" x 128);
  my $vector = pack 'P Q', $data, length $data;
  my $came = message(\$name, \$vector, \$control);
  my $length = syscall 47, fileno $socket, $came, 0; # recvmsg(2)
  return if $length < 0;
  my ($name_length, $control_length) = unpack 'x8 L x28 Q', $came;
  $name = substr $name, 0, $name_length;
  $control = substr $control, 0, $control_length;
  # Not by the link that it came in by, but by that of the routes.
  substr $control, (unpack('x8 L', $control) == 41 ? 32 : 16), 4, "\0" x 4;
  $vector = pack 'P Q', $data, $length;
  my $goes = message(\$name, \$vector, \$control);
  syscall 46, fileno $socket, $goes, 0; # sendmsg(2)
}
sub serve_all {
  open my $own, '<', '/proc/self/ns/net' or die "ns: $!";
  my @sockets;
  while (<STDIN>) {
    chomp;
    last if $_ eq '.'; # nothing comes after it but the end
    my $socket = serving(split / /) or next;
    push @sockets, [$socket, (split / /)[1]];
  }
  syscall(308, fileno $own, 0x40000000);
  syswrite STDOUT, "ready\n";
  my %echoing = map { (fileno $_->[0] => $_->[0]) } grep { $_->[1] eq 'udp' } @sockets;
  my $all = '';
  vec($all, $_, 1) = 1 for 0, keys %echoing;
  while (select(my $ready = $all, undef, undef, undef) > 0) {
    exit 0 if vec $ready, 0, 1;
    vec($ready, $_, 1) && echo($echoing{$_}) for keys %echoing;
  }
}

# ---- send
sub forget { my ($netns, $six) = @_; # neighbours and entries of bridges that nobody has set, and what redirects have said
  enter($netns) or return;
  set('ipv4/route/flush=1');
  socket(my $s, 16, SOCK_RAW, 0) or return;
  for my $family (0, 7) {
    send $s, pack('L S S L L C x11', 28, 30, 0x301, 1, 0, $family), 0; # RTM_GETNEIGH, a dump
    my @found;
    DUMP: while (defined recv($s, my $reply, 65536, 0)) {
      for (my $at = 0; $at + 16 <= length $reply; ) {
        my ($length, $type) = unpack 'L S', substr $reply, $at, 6;
        last DUMP if $type != 28 || $length < 28;
        push @found, substr $reply, $at + 16, $length - 16;
        $at += $length + 3 & ~3;
      }
    }
    for (@found) {
      my ($state, $flags) = unpack 'x8 S C', $_;
      next if $state & 0xc0; # permanent, noarp
      substr $_, 10, 1, chr($flags | 4) if $family == 7 && !($flags & 2); # of the bridge, not of the link
      send $s, pack('L S S L L', 16 + length, 29, 5, 1, 0) . $_, 0;
      recv $s, my $done, 4096, 0;
    }
  }
  system 'ip -6 route flush cache 2>/dev/null' if $six;
}
sub ping { my ($from, $source, $to) = @_; # whether it is answered
  my $pid = open(my $out, '-|') // die "fork: $!";
  if (!$pid) {
    enter($from) or exit 9;
    open STDERR, '>&', \*STDOUT;
    exec 'ping', '-n', '-c1', '-W1', ($source eq '-' ? () : ('-I', $source)), $to or exit 9;
  }
  my $text = do { local $/; <$out> } // '';
  close $out;
  # An answer of somebody else is none: TCP would not take it.
  $? == 0 && $text !~ /DIFFERENT ADDRESS/;
}
sub reach { my ($protocol, $from, $source, $to, $port) = @_; # whether there is a connection, or the datagram comes back
  enter($from) or return 0;
  my $is_tcp = $protocol eq 'tcp';
  my $family = $to =~ /:/ ? AF_INET6 : AF_INET;
  socket(my $s, $family, ($is_tcp ? SOCK_STREAM : SOCK_DGRAM) | $no_wait, 0) or return 0;
  setsockopt $s, SOL_SOCKET, SO_LINGER, pack('l l', 1, 0); # it ends without a word more than that
  return 0 if $source ne '-' && !bind($s, at($source, 0));
  my ($bits, $text) = ('', '');
  vec($bits, fileno $s, 1) = 1;
  # Before it is said a second time, which takes a second.
  my $most = 0.9;
  if ($is_tcp) {
    connect($s, at($to, $port)) or $! == 115 or return 0; # EINPROGRESS
    return select(undef, my $done = $bits, undef, $most) > 0 && unpack('i', getsockopt $s, SOL_SOCKET, SO_ERROR) == 0;
  }
  connect($s, at($to, $port)) && send($s, 'ping', 0) or return 0;
  select(my $came = $bits, undef, undef, $most) > 0 && defined recv($s, $text, 64, 0) && $text eq 'ping';
}
sub send_all {
  my (@order, %of);
  while (<STDIN>) {
    my ($network, @rest) = split;
    push @order, $network unless $of{$network};
    push @{$of{$network}}, \@rest;
  }
  each_task(sub {
    my $first = 1;
    for (@{$of{$_[0]}}) {
      my ($number, $spaces, $from, $source, $to, $tries, $protocol, $port) = @$_;
      my $answered = 0;
      for (my $try = 0; $try < $tries && !$answered; $try++) {
        forget($_, $to =~ /:/) for split /,/, $spaces;
        $answered = $protocol eq 'icmp' ? ping($from, $source, $to) : reach($protocol, $from, $source, $to, $port);
      }
      syswrite STDOUT, "$number " . ($answered ? 1 : 0) . "\n";
    }
  }, @order);
}

$| = 1;
if ($ARGV[0] eq 'make') { make_all() } elsif ($ARGV[0] eq 'serve') { serve_all() } else { $workers = 48; send_all() }
