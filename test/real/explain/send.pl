# Sends echo requests: for each line "NETWORK NUMBER NETNS,NETNS… FROM SOURCE|- TO TRIES" prints "NUMBER 1|0".
# Those of a network go one after the other, each as if it were the first: what its namespaces have learned is forgotten before.
use strict;
use warnings;
my $workers = 48;
my (@order, %of);
while (<STDIN>) {
  my ($network, @rest) = split;
  push @order, $network unless $of{$network};
  push @{$of{$network}}, \@rest;
}
sub enter {
  open my $f, '<', "/run/netns/$_[0]" or return 0;
  syscall(308, fileno $f, 0x40000000) == 0; # setns(2)
}
sub in { my ($netns, @argv) = @_; # its output
  my $pid = open(my $out, '-|') // die "fork: $!";
  if (!$pid) {
    enter($netns) or exit 9;
    open STDERR, '>&', \*STDOUT;
    exec @argv or exit 9;
  }
  my $text = do { local $/; <$out> };
  close $out;
  ($? >> 8, $text // '');
}
sub forget { my ($netns) = @_;
  my ($status, $links) = in($netns, 'ip', '-o', 'link', 'show', 'type', 'bridge');
  my @bridges = $links =~ /^\d+: ([^:@]+)/mg;
  my $pid = open(my $to, '|-') // die "fork: $!";
  if (!$pid) { enter($netns); open STDERR, '>', '/dev/null'; open STDOUT, '>', '/dev/null'; exec 'ip', '-force', '-batch', '-' }
  print $to "neigh flush all\nroute flush cache\n", map { "link set $_ type bridge fdb_flush\n" } @bridges;
  close $to;
  my $six = fork // die;
  if (!$six) { enter($netns); open STDERR, '>', '/dev/null'; exec 'ip', '-6', 'route', 'flush', 'cache' }
  waitpid $six, 0;
}
$| = 1;
my $running = 0;
for my $network (@order) {
  if ($running >= $workers) { wait; $running-- }
  my $pid = fork // die "fork: $!";
  if ($pid) { $running++; next }
  for my $flow (@{$of{$network}}) {
    my ($number, $spaces, $from, $source, $to, $tries) = @$flow;
    my $answered = 0;
    for (1 .. $tries) {
      forget($_) for split /,/, $spaces;
      my ($status, $text) = in($from, 'ping', '-n', '-c1', '-W1', $source eq '-' ? () : ('-I', $source), $to);
      # An answer of somebody else is none: TCP would not take it.
      $answered = $status == 0 && $text !~ /DIFFERENT ADDRESS/;
      print STDERR "$from $to ($status): $text\n" if !$answered && $tries > 1;
      last if $answered;
    }
    syswrite STDOUT, "$number " . ($answered ? 1 : 0) . "\n";
  }
  exit 0;
}
1 while wait != -1;
