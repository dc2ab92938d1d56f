/**
 * The program that reads a host's network for us: one process, started once, that answers requests on its standard input.
 * It is Perl, which every Debian, Ubuntu and most other Linux systems bring along, because entering 1,000 namespaces by
 * nsenter(1) costs as much as reading them: a fork of Perl enters by setns(2) and becomes `ip`. Where there is no Perl, the
 * script in fallback.ts does the same, slower.
 *
 * Names are bytes and only ever file names or argv elements; nothing here goes through a shell.
 *
 * Requests, one a line:
 *   list             the network namespaces that there are
 *   read PARTS ID…   reads those, or `all`. PARTS: l (links alone), i (ip and bridge), s (sysctls), f (firewall, if it changed;
 *                    f!: in any case)
 *   watch            from now on, tell of changes; gives each namespace that has none an nsid, without which the kernel
 *                    does not tell of its changes (netlink(7), NETLINK_LISTEN_ALL_NSID)
 * Answers, each a header line whose last word is the number of bytes behind it:
 *   host LEN                        `key value` lines
 *   list LEN                        one line for each namespace, words percent-encoded, `-` for none:
 *                                   ID NSID FILE NAMES(comma) HOLDER-PID COMMAND CGROUP; or `! WHAT WHY`
 *   part ID NAME STATUS OUT LEN     what NAME printed: OUT bytes of standard output, then its standard error
 *   netns ID 0                      all parts of that one have been told
 *   done 0                          the request has been answered
 *   event NSID KINDS 0              something changed there (`-`: root netns); KINDS of link, nft, conf, list, lost
 */
export const AGENT = String.raw`
use strict;
use Config;
$0 = 'netlab-topology';
$ENV{LC_ALL} = 'C';
$ENV{PATH} .= ':/usr/local/sbin:/usr/sbin:/sbin'; # a user's often lacks them
$SIG{PIPE} = sub { exit 1 };
my $netdir = '/run/netns';
# Numbers of system calls: setns, recvmsg, inotify_init1, inotify_add_watch. From the kernel's syscall tables.
my %calls = (x86_64 => [308, 47, 294, 254], aarch64 => [268, 212, 26, 27], riscv64 => [268, 212, 26, 27],
  i686 => [346, 372, 332, 292], i386 => [346, 372, 332, 292], arm => [375, 297, 360, 317],
  powerpc64le => [350, 342, 318, 276], s390x => [339, 372, 324, 285]);
my ($arch) = split /-/, $Config{archname};
my ($setns, $recvmsg, $inotify_init, $inotify_add) = @{$calls{$arch} || [0, 0, 0, 0]};
my @batch = ('addr show', 'route show table all', 'neigh show', 'rule show');
my @names = ('addr', 'route', 'neigh', 'rule');
my $cpus = grep { /^processor\s*:/ } slurp('/proc/cpuinfo');
$cpus = 1 if $cpus < 1;

open(my $root, '<', '/proc/self/ns/net') or die "no /proc: $!\n";
my ($nsdev, $rootid) = (stat $root)[0, 1];

sub slurp { open(my $f, '<', $_[0]) or return (); my @lines = <$f>; @lines }
sub enc { my $s = shift; return '-' if !defined $s || $s eq ''; $s =~ s/([^A-Za-z0-9_.\/:])/sprintf '%%%02X', ord $1/ge; $s }
sub out { my $s = join '', @_; my $at = 0;
  while ($at < length $s) { my $n = syswrite(STDOUT, $s, length($s) - $at, $at); exit 1 unless defined $n; $at += $n } }
sub frame { my ($head, $body) = @_; out("$head " . length($body) . "\n", $body) }
sub installed { my $p = shift; for (split /:/, $ENV{PATH}) { return 1 if -x "$_/$p" } 0 }

# ---- netlink(7)
sub nl { my ($protocol, $groups) = @_; # a socket, or undef
  socket(my $s, 16, 3, $protocol) or return; bind($s, pack('S S L L', 16, 0, 0, $groups || 0)) or return; $s }
sub ask { my ($s, $type, $flags, $payload) = @_; # (errno, payloads…)
  return (9) unless $s;
  send($s, pack('L S S L L', 16 + length $payload, $type, $flags | 1, 1, 0) . $payload, 0) or return ($! + 0);
  my @answers;
  while (1) {
    defined recv($s, my $b, 262144, 0) or return ($! + 0);
    while (length $b >= 16) {
      my ($len, $kind, $fl) = unpack 'L S S', $b;
      last if $len < 16;
      return (0, @answers) if $kind == 3;
      if ($kind == 2) { my $e = -unpack 'l', substr $b, 16, 4; return ($e, @answers) }
      push @answers, substr $b, 16, $len - 16;
      return (0, @answers) unless $fl & 2;
      substr($b, 0, $len + 3 & ~3) = '';
    }
  }
}
sub nsid_of { my ($s, $fd) = @_; # seen from the netns of the socket; -1: none
  my ($e, $a) = ask($s, 90, 0, pack('C x3 S S L', 0, 8, 3, $fd));
  return -1 if $e || !defined $a;
  unpack 'l', substr $a, 8, 4 }
# Those that links refer to are given out when links are listed, so list them first.
sub nsids { my ($s) = @_; ask($s, 18, 0x300, pack 'C x15', 0); my ($e, @a) = ask($s, 90, 0x300, pack 'C x3', 0); map { unpack 'l', substr $_, 8, 4 } @a }

# ---- which namespaces there are
my (%ns, @order, @missed);
sub list {
  my (%new, @fresh); @missed = ();
  my $add = sub { my ($id, $file) = @_; $new{$id} ||= do { push @fresh, $id; { id => $id, file => $file, names => [] } } };
  $add->($rootid, '/proc/self/ns/net');
  if (opendir my $d, $netdir) {
    for my $name (sort grep { $_ ne '.' && $_ ne '..' } readdir $d) {
      my $file = "$netdir/$name";
      my ($dev, $id) = stat $file or next;
      if ($dev != $nsdev) { push @missed, ['netns-file', "$name: no network namespace is mounted on $file"]; next }
      my $n = $add->($id, $file); push @{$n->{names}}, $name;
    }
  } elsif ($! != 2) { push @missed, ['netns', "$netdir: $!"] }
  for (slurp('/proc/self/mountinfo')) {
    my ($id, $file) = /^\S+ \S+ \S+ net:\[(\d+)\] (\S+)/ or next;
    $file =~ s/\\([0-7]{3})/chr oct $1/ge;
    next if $new{$id};
    $add->($id, $file);
  }
  my $hidden = 0;
  if (opendir my $d, '/proc') {
    for my $pid (sort { $a <=> $b } grep { /^\d+$/ } readdir $d) {
      my $link = readlink "/proc/$pid/ns/net";
      if (!defined $link) { $hidden++ if $! == 13; next }
      my ($id) = $link =~ /(\d+)/ or next;
      next if $id == $rootid || $new{$id} && (@{$new{$id}{names}} || $new{$id}{pid});
      my $n = $add->($id, "/proc/$pid/ns/net"); $n->{pid} = $pid;
      ($n->{comm}) = slurp("/proc/$pid/comm"); chomp $n->{comm} if defined $n->{comm};
      ($n->{cgroup}) = sort { length $b <=> length $a } slurp("/proc/$pid/cgroup"); chomp $n->{cgroup} if defined $n->{cgroup};
    }
  }
  push @missed, ['netns', "unnamed namespaces of $hidden processes of other users: Permission denied"] if $hidden;
  my $s = nl(0);
  my %known = map { $_ => 1 } nsids($s);
  for my $n (values %new) {
    $n->{nsid} = -1;
    %known or next;
    open my $f, '<', $n->{file} or next;
    $n->{nsid} = nsid_of($s, fileno $f);
  }
  $ns{$_} and $new{$_}{gen} = $ns{$_}{gen} for keys %new;
  %ns = %new; @order = @fresh;
}
sub assign { # an nsid for each that has none
  my $s = nl(0);
  for my $n (@ns{@order}) {
    next if $n->{nsid} >= 0 || $n->{id} == $rootid;
    open my $f, '<', $n->{file} or next;
    ask($s, 88, 4, pack('C x3 S S l S S L', 0, 8, 1, -1, 8, 3, fileno $f));
    $n->{nsid} = nsid_of($s, fileno $f);
  }
}
sub tell_list {
  my $text = '';
  for my $n (@ns{@order}) {
    $text .= join(' ', $n->{id}, $n->{nsid} < 0 ? '-' : $n->{nsid}, enc($n->{file}),
      join(',', map { enc($_) } @{$n->{names}}) || '-', $n->{pid} || '-', enc($n->{comm}), enc($n->{cgroup})) . "\n";
  }
  $text .= "! $_->[0] " . enc($_->[1]) . "\n" for @missed;
  frame('list', $text);
}

# ---- reading one namespace
my @v4 = qw(forwarding rp_filter proxy_arp arp_ignore accept_local route_localnet);
my @v6 = qw(forwarding disable_ipv6 proxy_ndp accept_ra);
my @single = qw(ipv4/ip_forward ipv4/fwmark_reflect ipv4/icmp_echo_ignore_all ipv4/fib_multipath_hash_policy
  bridge/bridge-nf-call-iptables bridge/bridge-nf-call-ip6tables bridge/bridge-nf-call-arptables);
sub sysctls {
  my $text = '';
  my $get = sub { open(my $f, '<', "/proc/sys/net/$_[0]") or return; my $v = <$f>; chomp $v; $text .= "$_[0]\0$v\0" };
  $get->($_) for @single;
  for (['ipv4', \@v4], ['ipv6', \@v6]) {
    my ($family, $keys) = @$_;
    opendir(my $d, "/proc/sys/net/$family/conf") or next;
    for my $dev (sort grep { $_ ne '.' && $_ ne '..' } readdir $d) { $get->("$family/conf/$dev/$_") for @$keys }
  }
  $text
}
sub inside { # in the namespace: what needs no program
  my ($n, $parts) = @_;
  my $text = '';
  my $put = sub { $text .= "$_[0] " . length($_[1]) . "\n$_[1]" };
  $put->('sysctl', sysctls()) if $parts =~ /s/;
  if ($parts =~ /f/) {
    my $s = nl(12);
    my ($e, @tables) = ask($s, 0xa01, 0x300, pack 'C C n', 0, 0, 0);
    my ($e2, $gen) = ask($s, 0xa10, 0, pack 'C C n', 0, 0, 0);
    my @legacy = (slurp('/proc/self/net/ip_tables_names'), slurp('/proc/self/net/ip6_tables_names'));
    $put->('tables', join ' ', $e, scalar @tables, !$e2 && defined $gen ? unpack('N', substr $gen, 8, 4) : 0, scalar @legacy);
  }
  if ($parts =~ /i/) {
    my $s = nl(0);
    my ($e, @rules) = ask($s, 34, 0x300, pack 'C x11', 10);
    $put->('rule6', $e ? '' : join '', @rules) if -e '/proc/sys/net/ipv6';
    my %open = map { $_ => 1 } nsids($s);
    my $table = '';
    for my $other ($ns{$rootid}, grep { $_->{id} != $rootid } @ns{@order}) {
      last unless %open;
      open my $f, '<', $other->{id} == $rootid ? "/proc/self/fd/" . fileno $root : $other->{file} or next;
      my $id = nsid_of($s, fileno $f);
      next if $id < 0;
      $table .= "$id $other->{id}\n"; delete $open{$id};
    }
    $put->('nsid', $table);
  }
  "$text- 0\n"
}
sub enter { my ($n) = @_;
  return if $n->{id} == $rootid;
  open(my $f, '<', $n->{file}) or die "$!\n";
  (stat $f)[1] == $n->{id} or die "it is gone, and another has its name\n";
  $setns or die "entering a namespace is not known here on $arch\n";
  syscall($setns, fileno $f, 0x40000000) == 0 or die "$!\n";
}

# ---- jobs: one forked process each, as many at once as there are processors
my (@queue, @running, %open_parts, %memo);
sub start {
  my ($job) = @_;
  pipe(my $or, my $ow) && pipe(my $er, my $ew) or die "pipe: $!\n";
  my $pid = fork;
  defined $pid or die "fork: $!\n";
  if (!$pid) {
    $SIG{PIPE} = 'DEFAULT';
    open(STDOUT, '>&', $ow); open(STDERR, '>&', $ew);
    eval { enter($job->{ns}); 1 } or do { syswrite STDERR, $@; kill 9, $$ };
    if ($job->{inside}) { out(inside($job->{ns}, $job->{inside})) }
    exit 0 unless $job->{argv};
    pipe(my $ir, my $iw); syswrite $iw, $job->{input} || ''; close $iw; open(STDIN, '<&', $ir);
    exec {$job->{argv}[0]} @{$job->{argv}} or do { syswrite STDERR, "$job->{argv}[0]: $!\n"; kill 'TERM', $$ };
  }
  close $ow; close $ew;
  @$job{qw(pid out err or er)} = ($pid, '', '', $or, $er);
  push @running, $job;
}
sub queue { my ($n, $part, $argv, %more) = @_; $open_parts{$n->{id}}++; push @queue, { ns => $n, part => $part, argv => $argv, %more } }
sub part { my ($n, $name, $status, $out, $err) = @_;
  my $all = $out . $err;
  frame("part $n->{id} $name $status " . length $out, $all) }
sub firewall { my ($n, $tables) = @_;
  my ($e, $count, $gen, $legacy) = split / /, $tables;
  if (!$e && !$count && !$legacy) { part($n, 'firewall', 0, '', ''); part($n, 'nft', 0, '', ''); $n->{gen} = $gen; return }
  return if !$e && !$legacy && $gen && defined $n->{gen} && $n->{gen} == $gen && !$n->{again};
  $n->{gen} = $gen;
  part($n, 'firewall', 0, '', '');
  if (installed('nft')) { queue($n, 'nft', ['nft', '-j', 'list', 'ruleset']) }
  else { part($n, 'nft', 127, '', 'nft is not installed') }
  for my $tool ('iptables', 'ip6tables') {
    if (installed("$tool-save")) { queue($n, $tool, ["$tool-save"]) }
    else { part($n, $tool, 127, '', "$tool-save is not installed") }
    queue($n, "$tool-legacy", ["$tool-legacy-save"]) if $legacy && installed("$tool-legacy-save");
  }
}
sub finish { my ($job) = @_;
  waitpid $job->{pid}, 0;
  my ($n, $status) = ($job->{ns}, $? & 127 ? 128 + ($? & 127) : $? >> 8);
  if ($job->{inside}) {
    if ($status == 137) { part($n, 'enter', 1, '', $job->{err}); delete $n->{gen} }
    else { own_parts($job, $status) }
  } else {
    $memo{$job->{memo}} = $job->{out} if defined $job->{memo} && $status == 0;
    part($n, $job->{part}, $status, $job->{out}, $job->{err});
  }
  out("netns $n->{id} 0\n") unless --$open_parts{$n->{id}};
}
sub own_parts { my ($job, $status) = @_;
  my $n = $job->{ns};
  while ($job->{out} =~ s/^(\S+) (\d+)\n//) {
    last if $1 eq '-';
    my ($name, $text) = ($1, substr $job->{out}, 0, $2, '');
    if ($name eq 'tables') { firewall($n, $text) }
    elsif ($name eq 'rule6') {
      # What ip says of it depends on the kernel's answer alone, and nearly always that is the same in all of them.
      if (defined $memo{$text}) { part($n, 'rule6', 0, $memo{$text}, '') }
      else { queue($n, 'rule6', ['ip', '-6', '-j', '-d', 'rule', 'show'], memo => $text) }
    } else { part($n, $name, 0, $text, '') }
  }
  return unless $job->{argv};
  my @lines = grep { /\S/ } split /^/, $job->{out};
  if ($status == 0 && @lines == @batch && !grep { !/^\[/ } @lines) { part($n, 'ip', 0, $job->{out}, '') }
  else { queue($n, $names[$_], ['ip', '-j', '-d', split / /, $batch[$_]]) for 0 .. $#batch }
  if ($job->{out} =~ /"info_kind":\s*"(?:bridge|vxlan)"/) {
    if (installed('bridge')) { queue($n, 'fdb', ['bridge', '-j', 'fdb', 'show']) }
    else { part($n, 'fdb', 127, '', 'bridge is not installed') }
  } else { part($n, 'fdb', 0, '', '') }
}
sub read_all { my ($parts, $again, @ids) = @_;
  for my $id (@ids) {
    my $n = $ns{$id} or do { part({ id => $id }, 'enter', 1, '', 'it is gone'); out("netns $id 0\n"); next };
    $n->{again} = $again;
    if ($parts =~ /l/) { # the first picture
      part($n, 'nsid', 0, join('', map { $_->{nsid} < 0 ? () : "$_->{nsid} $_->{id}\n" } @ns{@order}), '');
      queue($n, 'addr', ['ip', '-j', '-d', 'addr', 'show']);
      next;
    }
    my @ip = $parts =~ /i/ ? (['ip', '-force', '-j', '-d', '-batch', '-'], input => join('', map { "$_\n" } @batch)) : (undef);
    queue($n, 'ip', shift @ip, @ip, inside => $parts);
  }
}

# ---- what the kernel tells by itself
my ($links, $nft, $inotify, $watching_names, %events);
my %kind = (16 => 'link', 17 => 'link', 20 => 'link', 21 => 'link', 24 => 'link', 25 => 'link', 28 => 'link', 29 => 'link',
  32 => 'link', 33 => 'link', 80 => 'conf', 81 => 'conf', 88 => 'list', 89 => 'list', 104 => 'link', 105 => 'link');
sub watch {
  # rtnetlink(7) groups: LINK 1, NEIGH 3, IPV4_IFADDR 5, IPV4_ROUTE 7, IPV4_RULE 8, IPV6_IFADDR 9, IPV6_ROUTE 11,
  # IPV6_RULE 19, IPV4_NETCONF 24, IPV6_NETCONF 25, NSID 28, NEXTHOP 32; nfnetlink: NFTABLES 7
  my $mask = 0; $mask |= 1 << $_ - 1 for 1, 3, 5, 7, 8, 9, 11, 19, 24, 25, 28, 32;
  $links = nl(0, $mask) or die "no netlink: $!\n";
  $nft = nl(12, 1 << 6);
  for my $s (grep { $_ } $links, $nft) {
    setsockopt($s, 270, 8, pack 'l', 1);
    setsockopt($s, 1, 33, pack 'l', 1 << 23) or setsockopt($s, 1, 8, pack 'l', 1 << 23);
  }
  my $fd = $inotify_init ? syscall($inotify_init, 0x800) : -1;
  if ($fd >= 0) { open $inotify, '<&=', $fd; watch_names() }
}
sub watch_names { # /run/netns is made by the first "ip netns add"
  $watching_names = 0;
  for my $dir ($netdir, '/run') {
    my $mask = $dir eq '/run' ? 0x100 : 0x1c0 | 0x200;
    return $watching_names = $dir eq $netdir if syscall($inotify_add, fileno $inotify, $dir, $mask) >= 0;
  }
}
sub drain { my ($s, $what) = @_; # everything that waits, into %events
  my ($buffer, $control) = ("\0" x 65536, "\0" x 64);
  while (1) {
    my $iov = pack 'P L!', $buffer, length $buffer;
    my $message = pack 'P L! P L! P L! l', undef, 0, $iov, 1, $control, length $control, 0;
    my $n = syscall($recvmsg, fileno $s, $message, 0x40);
    if ($n < 0) { $events{'-'}{lost} = 1 if $! == 105; last }
    my $size = length pack 'L!', 0;
    my $clen = unpack 'L!', substr $message, 5 * $size, $size;
    my $nsid = '-';
    $nsid = unpack 'l', substr $control, $size + 8, 4
      if $clen >= $size + 12 && unpack('l l', substr $control, $size, 8) == 270;
    my $at = 0;
    while ($at + 16 <= $n) {
      my ($len, $type) = unpack 'L S', substr $buffer, $at, 6;
      last if $len < 16;
      my $k = $what eq 'nft' ? 'nft' : $kind{$type};
      $events{$nsid}{$k} = 1 if $k;
      $at += ($len + 3) & ~3;
    }
  }
}
sub tell_events {
  for my $nsid (sort keys %events) { out("event $nsid " . join(',', sort keys %{$events{$nsid}}) . " 0\n") }
  %events = ();
}

# ---- one loop
my ($input, @requests, $busy) = ('');
sub answer { my ($line) = @_;
  my ($verb, @words) = split / /, $line;
  if ($verb eq 'list') { list(); assign() if $links; tell_list() }
  elsif ($verb eq 'watch') { watch() unless $links }
  elsif ($verb eq 'read') {
    my ($parts, @ids) = @words;
    my $again = $parts =~ s/!//;
    read_all($parts, $again, @ids && $ids[0] eq 'all' ? @order : @ids);
  }
  $busy = 1;
}
{
  my ($version) = map { chomp; $_ } installed('ip') ? readpipe('ip -V 2>&1') : 'ip is not installed';
  frame('host', "ip " . ($version || '') . "\nuid $>\nroot $rootid\n");
}
my $ended = 0;
while (1) {
  start(shift @queue) while @queue && @running < $cpus;
  if ($busy && !@running) { out("done 0\n"); $busy = 0 }
  if (!$busy && @requests) { answer(shift @requests); next }
  exit 0 if $ended && !$busy;
  my $in = '';
  my @sources = grep { $_ } $ended ? () : *STDIN, $links, $nft, $inotify, map { grep { $_ } @$_{qw(or er)} } @running;
  vec($in, fileno $_, 1) = 1 for @sources;
  select(my $ready = $in, undef, undef, undef) > 0 or next;
  my $has = sub { $_[0] && vec $ready, fileno $_[0], 1 };
  for my $job (@running) {
    for (['or', 'out'], ['er', 'err']) {
      my ($handle, $text) = @$_;
      next unless $has->($job->{$handle});
      my $n = sysread $job->{$handle}, $job->{$text}, 262144, length $job->{$text};
      delete $job->{$handle} unless $n;
    }
  }
  my @over = grep { !$_->{or} && !$_->{er} } @running;
  @running = grep { $_->{or} || $_->{er} } @running;
  finish($_) for @over;
  drain($links, 'link') if $has->($links);
  drain($nft, 'nft') if $has->($nft);
  if ($has->($inotify)) {
    1 while sysread $inotify, my $skip, 65536;
    watch_names() unless $watching_names;
    $events{'-'}{list} = 1 if $watching_names;
  }
  tell_events() if %events;
  if (!$ended && $has->(*STDIN)) {
    my $n = sysread STDIN, $input, 65536, length $input;
    $ended = 1 unless $n;
    push @requests, $1 while $input =~ s/^(.*)\n//;
  }
}
`;
