# Makes networks and sends echo requests in them, in as few processes as possible. What to do is on standard input.
#   make: a line "NETNS TOOL TEXT" for each operation, in their order; the namespaces and what is made in the root one are there already.
#   send: a line "NETWORK NUMBER NETNS,NETNS… FROM SOURCE|- TO TRIES" for each request; prints "NUMBER 1|0". Those of a network go one
#   after the other, each as if it were the first: what its namespaces have learned is forgotten before.
use strict;
use warnings;
use Socket;

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
  my $batch = sub { my ($tool, $program) = @_; my @lines = $of->($tool); feed(join("\n", @lines, ''), $program, '-force', '-batch', '-') if @lines };
  my @settings = $of->('set');
  if (!$late) {
    # First, so that nobody says anything by IPv6.
    set(grep { /disable_ipv6/ } @settings);
    return $batch->('ip', 'ip');
  }
  $batch->('late', 'ip');
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
      my ($number, $spaces, $from, $source, $to, $tries) = @$_;
      my $answered = 0;
      for (my $try = 0; $try < $tries && !$answered; $try++) {
        forget($_, $to =~ /:/) for split /,/, $spaces;
        $answered = ping($from, $source, $to);
      }
      syswrite STDOUT, "$number " . ($answered ? 1 : 0) . "\n";
    }
  }, @order);
}

$| = 1;
if ($ARGV[0] eq 'make') { make_all() } else { $workers = 48; send_all() }
