# Sends one flow for real and reports where its packets are seen. One process: it enters each network namespace by setns(2), opens
# its sockets there and comes back. Perl for the reasons given in src/discovery/agent.pl.
#
# The flow is known by what no translation of addresses changes: 16 random bytes in an echo request or a datagram, the
# initial sequence number of a connection, which we choose; and by a source port beyond those that the kernel gives out.
#
# Standard input, one a line, then `go`; at its end everything is taken down:
#   netns ID TRACE FILE LINK…      one to look into; TRACE 1: its packet filter too, and that of the family netdev at these links.
#                                  The first is where the flow begins
#   address HEX                    one that neighbours may be asked for on the way
#   flow PROTOCOL TO SOURCE PORT SCOPE MS MAX   addresses in hex, `-` for none; at most MS milliseconds and MAX frames
# Standard output, one a line, words percent-encoded:
#   machine little|big             the order of its bytes
#   missing WHAT ID WHY            what cannot be looked at
#   sent SOURCE SPORT TOKEN        it has its source; TOKEN: the random bytes, or the sequence number
#   frame ID NS IFINDEX TYPE TCI HEX   one of the flow: sll_pkttype of packet(7), the VLAN tag that is not in it
#   trace ID NS HEX                a message of nf_tables about it, from its nfgenmsg on: nf_tables.h, NFTA_TRACE_…
#   drop ID NS REASON WHERE        the kernel has dropped one of the flow: enum skb_drop_reason, and the function that did
#   counter ID NAME DELTA          what has moved, as nstat(8) names it
#   result KIND WHY                answered, silent, error, cannot (WHY: of errno)
#   done

use strict;
use Config;
$0 = 'netlab-watch';
$ENV{LC_ALL} = 'C';
$| = 1;
# Numbers of system calls: setns, recvmsg, clock_gettime. From the kernel's syscall tables.
my %calls = (x86_64 => [308, 47, 228], aarch64 => [268, 212, 113], riscv64 => [268, 212, 113], i686 => [346, 372, 265],
  i386 => [346, 372, 265], arm => [375, 297, 263], powerpc64le => [350, 342, 246], s390x => [339, 372, 260]);
my ($arch) = split /-/, $Config{archname};
my ($setns, $recvmsg, $clock) = @{$calls{$arch} || [0, 0, 0]};
my $word = length pack 'P', '';

sub slurp { open(my $f, '<', $_[0]) or return (); my @lines = <$f>; @lines }
sub enc { my $s = shift; return '-' if !defined $s || $s eq ''; $s =~ s/([^A-Za-z0-9_.\/:])/sprintf '%%%02X', ord $1/ge; $s }
sub dec { my $s = shift; $s =~ s/%(..)/chr hex $1/ge; $s }
my $out = '';
sub out { $out .= join(' ', @_) . "\n" }
sub flush { my $at = 0;
  while ($at < length $out) { my $n = syswrite(STDOUT, $out, length($out) - $at, $at); finish() unless defined $n; $at += $n }
  $out = '' }
sub now { my ($which) = @_; my $t = pack 'l! l!', 0, 0; syscall($clock, $which, $t); my ($s, $n) = unpack 'l! l!', $t; ($s, $n) }
sub ns { my ($s, $n) = now(0); sprintf '%d%09d', $s, $n }
sub ms { my ($s, $n) = now(1); $s * 1000 + $n / 1e6 }

# The kernel begins to note when packets pass a moment after somebody has asked for it (net_enable_timestamp()): so ask now.
socket(my $asked, 2, 2, 0);
setsockopt($asked, 1, 35, pack 'l', 1) if $asked;
my $began = ms();

# ---- what to do
my (@netns, %addresses, %flow);
my $input = '';
LINE: while (1) {
  while ($input =~ s/^(.*)\n//) {
    my ($what, @w) = split / /, $1;
    if ($what eq 'netns') { push @netns, { id => $w[0], trace => $w[1], file => dec($w[2]), links => [map { dec($_) } @w[3 .. $#w]] } }
    elsif ($what eq 'address') { $addresses{pack 'H*', $w[0]} = 1 }
    elsif ($what eq 'flow') { @flow{'protocol', 'to', 'source', 'port', 'scope', 'ms', 'max'} = @w }
    else { last LINE }
  }
  sysread(STDIN, $input, 65536, length $input) or exit 0;
}
my %types = (icmp => 1, tcp => 6, udp => 17);
my $to = pack 'H*', $flow{to};
my $source = $flow{source} eq '-' ? undef : pack 'H*', $flow{source};
my $six = length $to == 16;
my $icmp = $six ? 58 : 1;
my $type = $flow{protocol} eq 'icmp' ? $icmp : $types{$flow{protocol}};
open(my $random, '<', '/dev/urandom') or die "no /dev/urandom: $!\n";
sysread $random, my $noise, 24;
my $token = substr $noise, 0, 16;
my $isn = unpack('N', substr $noise, 16, 4) & 0x3fffffff | 1; # so that it does not wrap around
my $sport = 61001 + unpack('n', substr $noise, 20, 2) % 4500; # beyond ip_local_port_range as it mostly is
my %ports = ($sport => 1);

open(my $home, '<', '/proc/self/ns/net') or die "no /proc: $!\n";
my $inside = (stat $home)[1]; # a user who is not root may be there all the same
sub into { my ($fh) = @_; my $id = (stat $fh)[1];
  return 1 if $id == $inside;
  $setns or die "not known how to enter a namespace on $arch\n";
  syscall($setns, fileno $fh, 0x40000000) == 0 or die "$!\n";
  $inside = $id }
sub enter { my ($n) = @_; # throws why not
  die $n->{lost} if defined $n->{lost};
  into($n->{fh});
}
sub leave { into($home) }

for my $n (@netns) { # before we are anywhere else: a file may be one below /proc/self
  open($n->{fh}, '<', $n->{file}) or $n->{lost} = "$!\n", next;
  (stat $n->{fh})[1] == $n->{id} or $n->{lost} = "it is another namespace now\n";
}

# ---- nf_tables by netlink(7): no program is needed, and none has to be waited for
my ($pidns) = (readlink('/proc/self/ns/pid') || '') =~ /(\d+)/;
sub started { my ($pid) = @_; my ($stat) = slurp("/proc/$pid/stat"); # field 22 of proc(5)
  return unless defined $stat && $stat =~ s/^.*\) //s; (split / /, $stat)[19] }
my $own = join '-', 'netlab-watch', $pidns || 0, $$, started($$) || 0;
my $seq = 0;
sub attr { my ($t, $v) = @_; my $l = 4 + length $v; pack('S S', $l, $t) . $v . "\0" x (-$l & 3) }
sub nest { my ($t, @v) = @_; attr($t | 0x8000, join '', @v) }
sub text { my ($t, $v) = @_; attr($t, "$v\0") }
sub num { my ($t, $v) = @_; attr($t, pack 'N', $v) }
sub message { my ($kind, $flags, $family, $res, $body) = @_;
  my $b = pack('C C n', $family, 0, $res) . $body;
  pack('L S S L L', 16 + length $b, $kind, $flags, ++$seq, 0) . $b }
sub attributes { my ($text) = @_;
  my ($at, @found) = (0);
  while ($at + 4 <= length $text) {
    my ($len, $t) = unpack 'S S', substr $text, $at, 4;
    last if $len < 4;
    push @found, $t & 0x3fff, substr $text, $at + 4, $len - 4;
    $at += $len + 3 & ~3;
  }
  @found }
sub batch { my ($s, @messages) = @_; # errno, 0 when all is done
  my $all = message(0x10, 1, 0, 10, '') . join('', @messages) . message(0x11, 1, 0, 10, '');
  send($s, $all, 0) or return $! + 0;
  my $failed = 0;
  for (1 .. @messages) { # each asks for an acknowledgement
    my $in = ''; vec($in, fileno $s, 1) = 1;
    select($in, undef, undef, 2) > 0 or return 110;
    my $reply = '';
    defined recv($s, $reply, 65536, 0) or return $! + 0;
    for (my $at = 0; $at + 20 <= length $reply; ) {
      my ($len, $kind) = unpack 'L S', substr $reply, $at, 6;
      last if $len < 16;
      my $e = $kind == 2 ? -unpack('l', substr $reply, $at + 16, 4) : 0;
      $failed ||= $e;
      $at += $len + 3 & ~3;
    }
    last if $failed;
  }
  if ($failed) { 1 while defined recv($s, my $rest, 65536, 0x40) } # it says that of each
  $failed }
sub tables { my ($s) = @_; # [family, name] of all
  send($s, message(0xa01, 0x301, 0, 0, ''), 0) or return ();
  my ($reply, @found) = '';
  while (defined recv($s, $reply, 65536, 0) && length $reply >= 16) {
    for (my $at = 0; $at + 16 <= length $reply; ) {
      my ($len, $kind) = unpack 'L S', substr $reply, $at, 6;
      return @found if $kind == 3 || $kind == 2 || $len < 16;
      my %a = attributes(substr $reply, $at + 20, $len - 20);
      push @found, [unpack('C', substr $reply, $at + 16, 1), $1] if ($a{1} || '') =~ /^([^\0]+)/;
      $at += $len + 3 & ~3;
    }
  }
  @found }
sub expr { my ($name, @data) = @_; nest(1, text(1, $name), nest(2, @data)) }
sub meta { expr('meta', num(2, $_[0]), num(1, 1)) }
sub load { expr('payload', num(1, 1), num(2, 2), num(3, $_[0]), num(4, $_[1])) } # of the transport header
sub cmp_ { expr('cmp', num(1, 1), num(2, $_[0]), nest(3, attr(1, $_[1]))) }
sub is { my ($at, $value) = @_; (load($at, length $value), cmp_(0, $value)) }
sub about { my ($at) = @_; (load($at, 4), cmp_(5, pack 'N', $isn), cmp_(3, pack 'N', $isn + 2)) } # a number of the sequence
sub rules { # each matches some packets of the flow
  my $is_type = sub { (meta(16), cmp_(0, pack 'C', $_[0])) };
  my $quoted = 8 + ($six ? 40 : 20); # of what an error of ICMP says
  my @all = $type == $icmp ? ([$is_type->($icmp), is(8, $token)], [$is_type->($icmp), is($quoted + 8, $token)])
    : $type == 6 ? ([$is_type->(6), about(4)], [$is_type->(6), about(8)], [$is_type->($icmp), about($quoted + 4)])
    : ([$is_type->(17), is(8, $token)], (map { my $p = pack 'n', $_; ([$is_type->(17), is(0, $p)], [$is_type->(17), is(2, $p)]) } sort keys %ports),
      [$is_type->($icmp), is($quoted + 8, $token)]);
  map { join '', @$_, expr('immediate', num(1, 1), nest(2, attr(1, "\1"))), expr('meta', num(2, 12), num(3, 1)) } @all
}
my @hooks = ([1, 'prerouting', 0], [1, 'output', 3], [7, 'prerouting', 0]); # families inet and bridge; netdev is 5
sub lay_trace { my ($n) = @_; # throws why not; we are inside
  socket($n->{nft}, 16, 3, 12) && bind($n->{nft}, pack 'S S L L', 16, 0, 0, 0) or die "$!\n";
  my $s = $n->{nft};
  for my $t (grep { $_->[1] =~ /^netlab-watch-(\d+)-(\d+)-(\d+)$/ && $1 == ($pidns || 0) && (started($2) || 0) != $3 } tables($s)) {
    batch($s, message(0xa02, 5, $t->[0], 0, text(1, $t->[1]))); # what one that is dead has left
  }
  if (!$n->{trace}) { delete $n->{nft}; return }
  socket($n->{tracer}, 16, 3 | 0x800, 12) && bind($n->{tracer}, pack 'S S L L', 16, 0, 0, 0)
    && setsockopt($n->{tracer}, 270, 1, pack 'l', 9) or die "$!\n"; # NFNLGRP_NFTRACE
  my @rules = rules();
  my $at = 0;
  my @all = (@hooks, map { [5, 'ingress' . $at++, 0, $_] } @{$n->{links}});
  for my $family (1, 7, 5) {
    my @chains = grep { $_->[0] == $family } @all or next;
    my $e = batch($s, message(0xa00, 0x405, $family, 0, text(1, $own)), map { my ($f, $name, $hook, $link) = @$_;
      message(0xa03, 0x405, $f, 0, text(1, $own) . text(3, $name)
        . nest(4, num(1, $hook), num(2, ($f == 5 ? -600 : -400) & 0xffffffff), defined $link ? text(3, $link) : ()) . text(7, 'filter')),
      map { message(0xa06, 0xc05, $f, 0, text(1, $own) . text(2, $name) . nest(4, $_)) } @rules } @chains);
    if (!$e) { push @{$n->{families}}, $family }
    elsif ($family == 1) { $! = $e; die "$!\n" } # a kernel without the family bridge has no rules in it
  }
}

# ---- why the kernel drops a packet: tracefs, kernel's Documentation/trace/ftrace.rst, in an instance of our own
# It is of the whole machine, so only root in the first user namespace has it. What it says of others is read here, and goes nowhere.
my ($instance, $bare);
sub put { my ($file, $text) = @_; open(my $f, '>', "$instance/$file") or return 0; defined syswrite $f, $text }
sub lay_drops {
  my ($map) = slurp('/proc/self/uid_map');
  return if $> || ($map || '') !~ /^\s*0\s+0\s+4294967295\b/;
  my ($all) = grep { -d } map { "$_/instances" } '/sys/kernel/tracing', '/sys/kernel/debug/tracing' or return;
  for (glob "$all/netlab-watch-*") { # what one that is dead has left
    rmdir if m{/netlab-watch-(\d+)-(\d+)-(\d+)$} && $1 == ($pidns || 0) && (started($2) || 0) != $3;
  }
  mkdir "$all/$own" or return;
  $instance = "$all/$own";
  return if put('trace_clock', 'mono') && put('events/skb/kfree_skb/filter', '(protocol == 2048 || protocol == 34525) && reason >= 0')
    && !grep { !put("events/$_/enable", 1) } 'skb/kfree_skb', 'net/net_dev_start_xmit', 'net/netif_receive_skb';
  end_drops(); # a kernel without reasons
}
sub end_drops { defined $instance && (rmdir $instance || $! == 2) and undef $instance }
my @passed; # of the flow: [netns, microseconds, out, link, length]
# A packet is known by its address in the kernel, once it leaves by a link where we have seen it leave; and for as long as it
# is seen by nobody else: that address is soon another packet's.
sub drops {
  defined $instance or return;
  put('tracing_on', 0);
  my ($offset) = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map { # between the clocks, asked for at once as well as it goes
    my ($before, $real, $after) = map { my ($s, $n) = now($_); $s * 1e6 + $n / 1e3 } 1, 0, 1;
    [$after - $before, $real - ($before + $after) / 2] } 1 .. 9;
  @passed = sort { $a->[1] <=> $b->[1] } @passed;
  my (@events, %at);
  for (slurp("$instance/trace")) {
    my ($s, $us, $what, $said) = /^.{16,}?\s(\d+)\.(\d{6}): (\w+): (.*)/ or next;
    my ($skb) = $said =~ /skbaddr=(?:0x)?(\w+)/ or next;
    push @events, my $e = { at => $s * 1e6 + $us + $offset, what => $what, said => $said, skb => $skb };
    next if $what eq 'kfree_skb';
    my ($link, $length) = ($said =~ /\bdev=(\S+)/, $said =~ /\blen=(\d+)/);
    my $is_out = $what eq 'net_dev_start_xmit';
    push @{$at{join ' ', $is_out, $link, $is_out ? $length : $length + 14}}, $e;
  }
  for my $p (@passed) { # an arrival is noted when the packet is queued
    my @all = grep { $_->{at} > $p->[1] - 3 && $_->{at} < $p->[1] + ($p->[2] ? 100 : 5000) } @{$at{"$p->[2] $p->[3] $p->[4]"} || []};
    $_->{seen} = $p for @all;
    $all[0]{sure} = 1 if @all == 1 && $p->[2];
  }
  my %ours;
  for my $e (@events) {
    my $skb = $e->{skb};
    if ($e->{seen}) { $ours{$skb} = $e->{seen} if $e->{sure} || $ours{$skb}; next }
    my $last = delete $ours{$skb} or next;
    next if $e->{what} ne 'kfree_skb' || $e->{said} =~ /NOT_SPECIFIED/;
    my ($where, $why) = $e->{said} =~ /location=([^+\s]+)\S* reason: (\w+)/ or next;
    next if $where eq 'ping_rcv' && !$bare; # our socket has had a copy
    out('drop', $last->[0], sprintf('%.0f000', $e->{at}), enc($why), enc($where));
  }
}

sub take_down { for my $n (@netns) {
  batch($n->{nft}, message(0xa02, 5, $_, 0, text(1, $own))) for @{delete $n->{families} || []} }
  end_drops() }
# When we are killed, this one sees it: kill -9 leaves no time to take anything down.
my ($sweeper, $alive);
sub post_sweeper {
  pipe my $r, $alive or return;
  $sweeper = fork;
  return if !defined $sweeper || $sweeper;
  $0 = 'netlab-sweeper';
  eval { require POSIX; POSIX::setsid() } or setpgrp; # a signal to our group does not end it
  $SIG{$_} = 'IGNORE' for 'HUP', 'INT', 'TERM', 'PIPE';
  close $alive; close STDIN; close STDOUT; close STDERR;
  take_down() unless sysread $r, my $word, 1;
  kill 'KILL', $$;
}
sub finish { take_down(); syswrite $alive, 'x' if $alive; waitpid $sweeper, 0 if $sweeper; exit 0 }

# ---- the filter of the sockets: bpf(4) of packet(7), made of [code, value, label if so, label if not] and labels
sub program {
  my @p;
  my $say = sub { push @p, [@_] };
  my $is = sub { my ($v, $yes, $no) = @_; $say->(0x15, $v, $yes, $no || '') };
  my @ports = sort keys %ports;
  my $layers = sub { my ($o, $tag) = @_;
    $say->(0x28, 0, $o - 2); # ldh: the protocol
    $is->(0x0806, 'yes'); $is->(0x8100, 'yes'); $is->(0x88a8, 'yes');
    $is->(0x0800, "four$tag"); $is->(0x86dd, "six$tag", 'no');
    for my $v ('four', 'six') {
      my $t = "$v$tag";
      push @p, $t;
      my $icmp_ = $v eq 'four' ? 1 : 58;
      $say->(0x30, 0, $o + ($v eq 'four' ? 9 : 6));
      $is->($icmp_, "icmp$t"); $is->($type, "own$t") if $type != $icmp_; $is->(17, "tunnel$t", 'no');
      # X: how long the header is; what follows is addressed from it
      my $x = $v eq 'four' ? sub { $say->(0xb1, 0, $o) } : sub { $say->(0x01, 0, 40) };
      push @p, "icmp$t"; $x->();
      $say->(0x50, 0, $o);
      $is->($_, "error$t") for $v eq 'four' ? (3, 5, 11, 12) : (1 .. 4);
      $is->($_, 'yes') for $v eq 'six' ? (135, 136) : ();
      $say->(0x40, 0, $o + 8); # ld
      $is->(unpack('N', $token), $type == $icmp_ ? 'yes' : 'no', 'no');
      push @p, "error$t"; # what it quotes
      my $q = $o + 8 + ($v eq 'four' ? 20 : 40);
      if ($type == 6) { $say->(0x40, 0, $q + 4); $is->($isn + $_, 'yes') for 0 .. 2; $say->(0x06, 0) }
      else {
        if ($type == 17) { $say->(0x48, 0, $q); $is->($_, 'yes') for @ports }
        $say->(0x40, 0, $q + 8);
        $is->(unpack('N', $token), 'yes', 'no');
      }
      push @p, "own$t"; $x->();
      if ($type == 6) {
        for my $at (4, 8) { $say->(0x40, 0, $o + $at); $is->($isn + $_, 'yes') for 0 .. 2 }
        $say->(0x06, 0);
      } else {
        for my $at (0, 2) { $say->(0x48, 0, $o + $at); $is->($_, 'yes') for @ports, $at == 2 ? (4789, 8472) : ($flow{port}) }
        $say->(0x40, 0, $o + 8);
        $is->(unpack('N', $token), 'yes', 'no');
      }
      push @p, "tunnel$t"; $x->();
      $say->(0x48, 0, $o + 2);
      $is->(4789, 'yes'); $is->(8472, 'yes', 'no');
    } };
  $say->(0x28, 0, 12);
  $is->(0x8100, 'tagged'); $is->(0x88a8, 'tagged');
  $layers->(14, '');
  push @p, 'tagged';
  $layers->(18, 't');
  push @p, 'no'; $say->(0x06, 0);
  push @p, 'yes'; $say->(0x06, 256);
  my ($at, %labels) = (0);
  for (@p) { if (ref) { $at++ } else { $labels{$_} = $at } }
  $at = 0;
  my $code = '';
  for (grep { ref } @p) {
    $at++;
    my ($op, @w) = @$_;
    $code .= $op == 0x15 ? pack 'S C C L', $op, map({ $_ eq '' ? 0 : $labels{$_} - $at } @w[1, 2]), $w[0]
      : pack 'S C C L', $op, 0, 0, @w > 1 ? $w[1] : $w[0];
  }
  $code }
my $code;
sub attach { my ($s, $p) = @_; setsockopt($s, 1, 26, pack "S x!$word P", length($p) / 8, $p) or die "$!\n" }
sub filter { attach($_[0], $code) }
# Of a socket of ICMP, which else gets the answers of all others too: those with our data. IPv4 has its header before them.
sub own_answers { join '', map { pack 'S C C L', @$_ } ($six ? ([0x20, 0, 0, 8]) : ([0xb1, 0, 0, 0], [0x40, 0, 0, 8])),
  [0x15, 0, 1, unpack 'N', $token], [0x06, 0, 0, 0xffffffff], [0x06, 0, 0, 0] }
sub open_eye { my ($n) = @_; # throws why not; we are inside
  socket(my $s, 17, 3 | 0x800, 0) or die "$!\n"; # it takes nothing before it has its filter
  filter($s);
  setsockopt($s, 1, 33, pack 'l', 1 << 22) or setsockopt($s, 1, 8, pack 'l', 1 << 22);
  setsockopt($s, 1, 35, pack 'l', 1); # SO_TIMESTAMPNS
  setsockopt($s, 263, 8, pack 'l', 1); # PACKET_AUXDATA
  bind($s, pack 'S n l S C C a8', 17, 3, 0, 0, 0, 0, '') or die "$!\n";
  $n->{eye} = $s;
}

# ---- which frames are the flow's
my $maybe;
sub ours { my ($l4) = @_; # of our protocol; as much of it as there is
  my $data = substr $l4, 8, 16;
  return length $data >= 12 && $data eq substr $token, 0, length $data if $type == $icmp;
  return 0 if length $l4 < 8;
  if ($type == 6) { return scalar grep { $_ >= $isn && $_ <= $isn + 2 } unpack 'N N', substr $l4, 4, 8 }
  my ($from, $at) = unpack 'n n', $l4;
  if (length $data >= 12 && $data eq substr $token, 0, length $data) { # translated, its port may be another
    if (!$ports{$from} && $at != $sport && keys %ports < 8) { # a jump of the filter reaches no further
      $ports{$from} = 1; $code = undef;
    }
    return 1;
  }
  return 1 if $ports{$from} || $ports{$at};
  $maybe = 1 if $from == $flow{port}; # an answer, where a translation has given the question another port
  0 }
sub packet { my ($kind, $p, $depth) = @_; # of IP: whether it is one of the flow
  my ($proto, $src, $dst, $l4);
  if ($kind == 0x0800) {
    return 0 if length $p < 20;
    $proto = unpack 'C', substr $p, 9, 1;
    ($src, $dst) = unpack 'a4 a4', substr $p, 12, 8;
    $l4 = substr $p, (unpack('C', $p) & 15) * 4;
  } elsif ($kind == 0x86dd) {
    return 0 if length $p < 40;
    $proto = unpack 'C', substr $p, 6, 1;
    ($src, $dst) = unpack 'a16 a16', substr $p, 8, 32;
    $l4 = substr $p, 40;
  } else { return 0 }
  my $yes = $proto == $type && ours($l4);
  if (!$yes && ($proto == 1 || $proto == 58) && length $l4 >= 8) {
    my $what = unpack 'C', $l4;
    if ($proto == 58 && ($what == 135 || $what == 136)) { return $addresses{substr $l4, 8, 16} ? 1 : 0 }
    my $errors = $proto == 1 ? { map { $_ => 1 } 3, 5, 11, 12 } : { map { $_ => 1 } 1 .. 4 };
    return $errors->{$what} && !$depth ? packet($kind, substr($l4, 8), 1) : 0;
  }
  if (!$yes && $proto == 17 && length $l4 >= 30 && !$depth) { # VXLAN: a frame in it
    my $port = unpack 'n', substr $l4, 2, 2;
    return frame(substr($l4, 16), 1) if $port == 4789 || $port == 8472;
  }
  @addresses{$src, $dst} = (1, 1) if $yes && !$depth;
  $yes ? 1 : 0 }
sub frame { my ($f, $depth) = @_;
  my ($at, $kind) = (14, unpack 'n', substr $f, 12, 2);
  while (($kind == 0x8100 || $kind == 0x88a8) && length $f >= $at + 4) { $kind = unpack 'n', substr $f, $at + 2, 2; $at += 4 }
  my $p = substr $f, $at;
  if ($kind == 0x0806) { # ARP of IPv4
    return 0 if length $p < 28;
    return $addresses{substr $p, 14, 4} || $addresses{substr $p, 24, 4} ? 1 : 0;
  }
  packet($kind, $p, $depth) }

my ($reported, $unordered, @later) = (0, 0);
sub report { my $f = pop;
  return out('missing', 'frames', '-', enc("more than $flow{max}")) if $reported++ == $flow{max};
  out('frame', @_, unpack 'H*', $f) if $reported <= $flow{max} }
sub look { my ($n) = @_;
  while (1) {
    my ($name, $buffer, $control) = ("\0" x 20, "\0" x 256, "\0" x 128);
    my $iov = pack 'P L!', $buffer, length $buffer;
    my $m = pack "P L x!$word P L! P L! i", $name, length $name, $iov, 1, $control, length $control, 0;
    my $before = ns();
    my $got = syscall($recvmsg, fileno $n->{eye}, $m, 0x40);
    last if $got < 0;
    next if $got < 14;
    my ($index, $pkttype) = (unpack 'S n l S C', $name)[2, 4];
    my ($time, $tci, $whole) = ('0', '-', $got);
    my $clen = unpack 'L!', substr $m, 5 * $word, $word;
    for (my $at = 0; $at + 16 <= $clen; ) {
      my ($len, $level, $kind) = unpack 'L! l l', substr $control, $at, $word + 8;
      last if $len < $word + 8;
      my $data = substr $control, $at + $word + 8, $len - $word - 8;
      $time = sprintf '%d%09d', unpack 'l! l!', $data if $level == 1 && $kind == 35;
      if ($level == 263 && $kind == 8) { (my $status, $whole, my $tag) = (unpack 'L L L S S S', $data)[0, 1, 5]; $tci = $tag if $status & 16 }
      $at += $len + $word - 1 & ~($word - 1);
    }
    my $f = substr $buffer, 0, $got;
    # Without a note of its own it has the time at which it was asked for; all of these numbers are as long.
    my $late = $time ge $before;
    $maybe = 0;
    my @seen = ($n->{id}, $time, $index, $pkttype, $tci, $f);
    if (!frame($f, 0)) { push @later, [@seen] if $maybe && @later < 1000; next }
    out('missing', 'times', '-', '-') if $late && ++$unordered == 2; # one may just have come
    if (!defined $code) { $code = program(); filter($_->{eye}) for grep { $_->{eye} } @netns }
    report(@seen);
    if (defined $instance && !$late && @passed < $flow{max}) {
      my $ifreq = pack 'a16 i x20', '', $index; # SIOCGIFNAME of netdevice(7)
      push @passed, [$n->{id}, $time / 1e3, $pkttype == 4, ioctl($n->{eye}, 0x8910, $ifreq) ? unpack('Z16', $ifreq) : '', $whole];
    }
  }
}
sub trace { my ($n) = @_;
  while (defined recv($n->{tracer}, my $reply, 65536, 0)) {
    my $time = ns();
    for (my $at = 0; $at + 20 <= length $reply; ) {
      my ($len, $kind) = unpack 'L S', substr $reply, $at, 6;
      last if $len < 20;
      if ($kind == 0xa11) {
        my $body = substr $reply, $at + 20, $len - 20;
        my %a = attributes($body);
        my $id = $a{6} || '';
        if (defined $a{8}) { # of a packet that is new to it
          my $kind = (unpack('C', $a{8}) >> 4) == 6 ? 0x86dd : 0x0800;
          my $header = $kind == 0x0800 ? substr $a{8}, 0, (unpack('C', $a{8}) & 15) * 4 : substr $a{8}, 0, 40;
          $n->{ids}{$id} ||= ($a{1} || '') eq "$own\0" || packet($kind, $header . ($a{9} || ''), 0);
        }
        out('trace', $n->{id}, $time, unpack 'H*', substr $reply, $at + 16, $len - 16)
          if $n->{ids}{$id} && ($a{1} || '') ne "$own\0" && $n->{traced}++ < $flow{max};
      }
      $at += $len + 3 & ~3;
    }
  }
}

# ---- counters
sub counters { # we are inside
  my %all;
  for my $file ('snmp', 'netstat') {
    my @lines = slurp("/proc/self/net/$file");
    while (@lines > 1) {
      my ($prefix, @names) = split ' ', shift @lines;
      my (undef, @values) = split ' ', shift @lines;
      $prefix =~ s/:$//;
      @all{map { $prefix . $_ } @names} = @values;
    }
  }
  /^(\S+)\s+(\d+)/ and $all{$1} = $2 for slurp('/proc/self/net/snmp6');
  \%all }

# ---- the flow itself; we are inside
my ($s, $result);
sub address { my ($ip, $port) = @_;
  $six ? pack('S n N a16 L', 10, $port, 0, $ip, $flow{scope}) : pack 'S n a4 x8', 2, $port, $ip }
sub sum { my $sum = 0; $sum += $_ for unpack 'n*', "$_[0]" . (length($_[0]) & 1 ? "\0" : '');
  $sum = ($sum >> 16) + ($sum & 0xffff) while $sum >> 16; ~$sum & 0xffff }
sub end_with { my ($kind, $why) = @_; $result ||= [$kind, $why] }
sub any { $six ? "\0" x 16 : "\0" x 4 }
sub send_flow {
  my $family = $six ? 10 : 2;
  my $how = $type == $icmp ? 3 : $type == 6 ? 1 : 2;
  $bare = !socket($s, $family, $how | 0x800, $type);
  # icmp(7), ping_group_range: a socket for echoes alone
  if ($bare) { $how == 3 && socket($s, $family, 2 | 0x800, $type) or return end_with('cannot', "$!") }
  setsockopt($s, $six ? 41 : 0, $six ? 25 : 11, pack 'l', 1); # IP_RECVERR: what errors of ICMP say of it
  if ($type == $icmp) {
    # ICMP_FILTER, ICMP6_FILTER: answers alone
    setsockopt($s, $six ? 58 : 255, 1, $six ? pack('L8', map { $_ == 4 ? ~2 & 0xffffffff : 0xffffffff } 0 .. 7) : pack 'L', ~1 & 0xffffffff);
    attach($s, own_answers()) unless $bare;
    1 while defined recv($s, my $others, 65536, 0); # what came before
    if (defined $source) { bind($s, address($source, 0)) or return end_with('error', "$!") }
  } else {
    for my $try (1 .. 20) {
      last if bind($s, address(defined $source ? $source : any(), $sport));
      return end_with('error', "$!") if $! != 98 || $try == 20; # EADDRINUSE
      delete $ports{$sport}; $sport = $sport >= 65500 ? 61001 : $sport + 1; $ports{$sport} = 1;
    }
  }
}
sub go {
  my $ok = connect($s, address($to, $type == $icmp ? 0 : $flow{port}));
  return end_with('error', "$!") if !$ok && $! != 115; # EINPROGRESS
  my ($port, $from) = $six ? (unpack 'S n N a16', getsockname $s)[1, 3] : (unpack 'S n a4', getsockname $s)[1, 2];
  $addresses{$from} = 1;
  out('sent', unpack('H*', $from), $type == $icmp ? 0 : $port, $type == 6 ? $isn : unpack 'H*', $token);
  return if $type == 6;
  my $data = $token . ('netlab-watch ' x 4) . '....'; # as long as that of ping(8)
  substr($data, 56) = '' if length $data > 56;
  $data .= '.' x (56 - length $data);
  if ($type == $icmp) {
    my $head = pack 'C C n n n', $six ? 128 : 8, 0, 0, $sport, 1;
    $data = pack('C C n n n', $six ? 128 : 8, 0, $six ? 0 : sum($head . $data), $sport, 1) . $data;
  } else { $data = $token }
  defined send($s, $data, 0) or end_with('error', "$!");
}
sub sequence { # of a connection, chosen by what TCP_REPAIR is for: tcp_repair.c of CRIU
  # Who may not do that may not see packets either.
  $type == 6 && setsockopt($s, 6, 19, pack 'l', 1) && setsockopt($s, 6, 20, pack 'l', 2)
    && setsockopt($s, 6, 21, pack 'L', $isn) && setsockopt($s, 6, 19, pack 'l', -1);
}
sub hear { # something has come for the socket
  if ($type == 6) {
    my $e = unpack 'l', getsockopt($s, 1, 4);
    if ($e) { $! = $e; end_with('error', "$!") } else { end_with('answered') }
    return;
  }
  for (1 .. 100) {
    if (!defined recv($s, my $got, 65536, 0)) { end_with('error', "$!") if $! != 11; return }
    elsif ($type == 17) { end_with('answered') }
    else { end_with('answered') if ours($six || $bare ? $got : substr $got, (unpack('C', $got) & 15) * 4) }
  }
}

# ---- one after the other
out('machine', unpack('C', pack 'S', 1) ? 'little' : 'big');
$code = program();
my $first = $netns[0];
eval { enter($first); send_flow(); sequence() unless $result; $code = program(); 1 } or end_with('cannot', $@);
for my $n (@netns) {
  eval { enter($n); lay_trace($n); 1 } or do { my $why = $@; chomp $why; out('missing', 'trace', $n->{id}, enc($why)) };
}
leave();
lay_drops();
post_sweeper();
$SIG{$_} = sub { finish() } for 'HUP', 'INT', 'TERM', 'PIPE';
for my $n (@netns) {
  eval { enter($n); open_eye($n); $n->{before} = counters(); 1 } or do { my $why = $@; chomp $why; out('missing', 'sightings', $n->{id}, enc($why)) };
}
my $early = 20 - (ms() - $began);
select undef, undef, undef, $early / 1000 if !$result && $early > 0;
if (!$result) { enter($first); go(); leave() } else { leave() }
flush();
my $deadline = $result ? 0 : ms() + $flow{ms};
while (!$result) {
  my $left = $deadline - ms();
  if ($left <= 0) { end_with('silent'); last }
  my ($in, $write) = ('', undef);
  vec($in, fileno $_, 1) = 1 for *STDIN, grep { $_ } map { ($_->{eye}, $_->{tracer}) } @netns;
  if ($type == 6) { $write = ''; vec($write, fileno $s, 1) = 1 } else { vec($in, fileno $s, 1) = 1 }
  select(my $ready = $in, my $writable = $write, undef, $left / 1000) > 0 or next;
  my $has = sub { $_[0] && vec $ready, fileno $_[0], 1 };
  finish() if $has->(*STDIN) && !sysread STDIN, my $skip, 4096;
  for my $n (@netns) { look($n) if $has->($n->{eye}); trace($n) if $has->($n->{tracer}) }
  hear() if $type == 6 ? vec($writable, fileno $s, 1) : vec $ready, fileno $s, 1;
  flush();
}
for my $n (@netns) { look($n) if $n->{eye}; trace($n) if $n->{tracer} }
frame($_->[5], 0) and report(@$_) for @later; # all its ports are known now
for my $n (grep { $_->{before} } @netns) {
  eval { enter($n); my $after = counters();
    for (sort keys %$after) { my $d = $after->{$_} - ($n->{before}{$_} || 0); out('counter', $n->{id}, $_, $d) if $d } };
}
leave();
drops();
out('result', $result->[0], enc($result->[1]));
take_down();
out('done');
flush();
finish();
