# The program that reads a host's network for us: one process, started once, that answers requests on its standard input.
# It is Perl, which every Debian, Ubuntu and most other Linux systems bring along, because entering 1,000 namespaces by
# nsenter(1) costs as much as reading them: a fork of Perl enters by setns(2) and becomes `ip`. Where there is no Perl, the
# script in fallback.sh does the same, slower.
#
# Names are bytes and only ever file names or argv elements; nothing here goes through a shell.
#
# Requests, one a line:
#   sync             nothing; but what has happened until now is reported before the answer
#   list             the network namespaces that there are
#   read PARTS ID…   reads those, or `all`. PARTS: l (links alone), i (ip and bridge), s (sysctls, and sockets that wait for
#                    others), f (firewall, if it changed; f!: in any case); c alone (the counters of links)
#   watch            from now on, report changes; gives each namespace that has none an nsid, without which the kernel
#                    does not report its changes (netlink(7), NETLINK_LISTEN_ALL_NSID)
# Answers, each a header line whose last word is the number of bytes after it:
#   host LEN                        `key value` lines
#   list LEN                        one line for each namespace, words percent-encoded, `-` for none:
#                                   ID NSID FILE NAMES(comma) HOLDER-PID COMMAND CGROUP; or `! WHAT WHY`
#   part ID NAME STATUS OUT LEN     what NAME printed: OUT bytes of standard output, then its standard error
#   netns ID 0                      all parts of that one have been sent
#   done 0                          the request has been answered
#   event NSID KINDS 0              something changed there (`-`: root netns); KINDS of link, nft, conf, list, lost, and
#                                   gone: the namespace that had this nsid

use strict;
use Config;
$0 = 'netlab-topology';
$ENV{LC_ALL} = 'C';
$ENV{PATH} .= ':/usr/local/sbin:/usr/sbin:/sbin'; # a user's often lacks them
$SIG{PIPE} = sub { exit 1 };
my $netdir = '/run/netns';
my $patience = 10; # seconds without a word, after which a program is given up
my $many = 300; # namespaces, from which on files below /proc/sys/net are read in the root netns only
# Numbers of system calls: setns, recvmsg, inotify_init1, inotify_add_watch. From the kernel's syscall tables.
my %calls = (x86_64 => [308, 47, 294, 254], aarch64 => [268, 212, 26, 27], riscv64 => [268, 212, 26, 27],
  i686 => [346, 372, 332, 292], i386 => [346, 372, 332, 292], arm => [375, 297, 360, 317],
  powerpc64le => [350, 342, 318, 276], s390x => [339, 372, 324, 285]);
my ($arch) = split /-/, $Config{archname};
my ($setns, $recvmsg, $inotify_init, $inotify_add) = @{$calls{$arch} || [0, 0, 0, 0]};
my @batch = ('addr show', 'route show table all', 'neigh show nud permanent nud noarp nud reachable nud stale nud delay nud probe nud incomplete nud failed', 'rule show');
my @names = ('addr', 'route', 'neigh', 'rule');
my $cpus = grep { /^processor\s*:/ } slurp('/proc/cpuinfo');
$cpus = 1 if $cpus < 1;

open(my $root, '<', '/proc/self/ns/net') or die "no /proc: $!\n";
my ($nsdev, $rootid) = (stat $root)[0, 1];
my $inside = $rootid; # where we are

sub slurp { open(my $f, '<', $_[0]) or return (); my @lines = <$f>; @lines }
sub enc { my $s = shift; return '-' if !defined $s || $s eq ''; $s =~ s/([^A-Za-z0-9_.\/:])/sprintf '%%%02X', ord $1/ge; $s }
sub out { my $s = join '', @_; my $at = 0;
  while ($at < length $s) { my $n = syswrite(STDOUT, $s, length($s) - $at, $at); exit 1 unless defined $n; $at += $n } }
sub frame { my ($head, $body) = @_; out("$head " . length($body) . "\n", $body) }
my %paths; # where programs are; '' for those that are not
sub installed { my $p = shift; $paths{$p} = (grep { -x } map { "$_/$p" } split /:/, $ENV{PATH})[0] || '' unless exists $paths{$p}; $paths{$p} }

# ---- netlink(7)
sub nl { my ($protocol, $groups) = @_; # a socket, or undef
  socket(my $s, 16, 3, $protocol) or return; bind($s, pack('S S L L', 16, 0, 0, $groups || 0)) or return; $s }
my $reply = ''; # kept, so that its memory is
sub ask { my ($s, $type, $flags, $payload) = @_; # (errno, payloads…)
  return (9) unless $s;
  send($s, pack('L S S L L', 16 + length $payload, $type, $flags | 1, 1, 0) . $payload, 0) or return ($! + 0);
  my @answers;
  while (1) {
    defined recv($s, $reply, 65536, 0) or return ($! + 0);
    for (my $at = 0; $at + 16 <= length $reply; ) {
      my ($len, $kind, $fl) = unpack 'L S S', substr $reply, $at, 8;
      last if $len < 16;
      return (0, @answers) if $kind == 3;
      return (-unpack('l', substr $reply, $at + 16, 4), @answers) if $kind == 2;
      push @answers, substr $reply, $at + 16, $len - 16;
      return (0, @answers) unless $fl & 2;
      $at += $len + 3 & ~3;
    }
  }
}
sub nsid_of { my ($s, $fd) = @_; # seen from the netns of the socket; -1: none
  my ($e, $a) = ask($s, 90, 0, pack('C x3 S S L', 0, 8, 3, $fd));
  return -1 if $e || !defined $a;
  unpack 'l', substr $a, 8, 4 }
sub nsids { my ($s) = @_; my ($e, @a) = ask($s, 90, 0x300, pack 'C x3', 0); map { unpack 'l', substr $_, 8, 4 } @a }

sub attributes { my ($text, $at) = @_; # of rtnetlink(7): (type => value…)
  my @found;
  while ($at + 4 <= length $text) {
    my ($len, $type) = unpack 'S S', substr $text, $at, 4;
    last if $len < 4;
    push @found, $type & 0x3fff, substr $text, $at + 4, $len - 4;
    $at += $len + 3 & ~3;
  }
  @found }

# ---- which namespaces there are
my (%ns, @order, %by_nsid, @missed, $blind); # blind: why new namespaces are not noticed
sub list {
  my (%new, @fresh); @missed = ();
  my $add = sub { my ($id, $file) = @_; $new{$id} ||= do { push @fresh, $id; { id => $id, file => $file, names => [] } } };
  $add->($rootid, '/proc/self/ns/net');
  if (opendir my $d, $netdir) {
    # What is mounted there before symbolic links to it: the first name is what it is called.
    for my $name (sort { (-l "$netdir/$a" || 0) <=> (-l "$netdir/$b" || 0) || $a cmp $b } grep { $_ ne '.' && $_ ne '..' } readdir $d) {
      my $file = "$netdir/$name";
      my ($dev, $id) = stat $file;
      if (!defined $dev) {
        my $why = $! == 2 ? 'a symbolic link that leads nowhere' : "$!";
        push @missed, ['netns-link', "$name: $why"] if -l $file || $! != 2; # else it has just been deleted
        next;
      }
      if ($dev != $nsdev) { push @missed, ['netns-file', "$name: no network namespace is mounted on $file"]; next }
      my $n = $add->($id, $file); push @{$n->{names}}, $name;
    }
  } elsif ($! != 2) { push @missed, ['netns', "$netdir: $!"] }
  for (slurp('/proc/self/mountinfo')) {
    my ($id, $file) = /^\S+ \S+ \S+ net:\[(\d+)\] (\S+)/ or next;
    $file =~ s/\\([0-7]{3})/chr oct $1/ge;
    next if $new{$id} || ((stat $file)[1] // 0) != $id; # another mount may hide it: a machine's, in a sandbox on it
    $add->($id, $file);
  }
  my $look = sub { my ($pid) = @_; # false if we may not
    my $link = readlink "/proc/$pid/ns/net";
    if (!defined $link) { return $! != 13 }
    my ($id) = $link =~ /(\d+)/ or return 1;
    return 1 if $id == $rootid || $new{$id} && (@{$new{$id}{names}} || $new{$id}{pid});
    my $n = $add->($id, "/proc/$pid/ns/net"); $n->{pid} = $pid;
    ($n->{comm}) = slurp("/proc/$pid/comm"); chomp $n->{comm} if defined $n->{comm};
    ($n->{cgroup}) = sort { length $b <=> length $a } slurp("/proc/$pid/cgroup"); chomp $n->{cgroup} if defined $n->{cgroup};
    1 };
  opendir my $d, '/proc';
  my @pids = sort { $a <=> $b } grep { /^\d+$/ } readdir $d;
  for my $pause (0, 0.02, 0.1) { # one that has just come in by nsenter(1) can be looked at a moment later
    select undef, undef, undef, $pause if $pause;
    @pids = grep { !$look->($_) } @pids;
    last if !@pids || $>;
  }
  push @missed, ['netns', 'unnamed namespaces of other users\' processes: Permission denied'] if @pids;
  push @missed, ['sysctl', "what is only in files (net.ipv4.icmp_echo_ignore_all, net.ipv4.conf.all.arp_ignore and others), but in the root netns: "
    . "there are more than $many namespaces"] if keys %new > $many;
  my $s = nl(0);
  for my $n (values %new) {
    $n->{nsid} = -1;
    open my $f, '<', $n->{file} or next;
    $n->{nsid} = nsid_of($s, fileno $f);
  }
  $ns{$_} and $new{$_}{gen} = $ns{$_}{gen} for keys %new;
  %ns = %new; @order = @fresh;
  %by_nsid = map { $_->{nsid} >= 0 ? ($_->{nsid} => $_->{id}) : () } values %ns;
}
sub assign { # an nsid for each that has none
  my $s = nl(0);
  for my $n (@ns{@order}) {
    next if $n->{nsid} >= 0 || $n->{id} == $rootid;
    open my $f, '<', $n->{file} or next;
    ask($s, 88, 4, pack('C x3 S S l S S L', 0, 8, 1, -1, 8, 3, fileno $f));
    $n->{nsid} = nsid_of($s, fileno $f);
    $by_nsid{$n->{nsid}} = $n->{id} if $n->{nsid} >= 0;
  }
}
sub tell_list {
  my $text = '';
  for my $n (@ns{@order}) {
    $text .= join(' ', $n->{id}, $n->{nsid} < 0 ? '-' : $n->{nsid}, enc($n->{file}),
      @{$n->{names}} ? join(',', map { enc($_) } @{$n->{names}}) : '-', $n->{pid} || '-', enc($n->{comm}), enc($n->{cgroup})) . "\n";
  }
  $text .= "! $_->[0] " . enc($_->[1]) . "\n" for @missed, $blind ? ['netns', $blind] : ();
  frame('list', $text);
}

my ($outside, $here); # sockets in the root netns and in the one that is read
# ---- settings: by netlink, since looking up a file below /proc/sys/net takes the longer the more namespaces there are
# (all their entries of the same name are in one hash chain of the kernel)
my $refused; # whether the last answer was an error
sub raw { my ($s, $type, $flags, $payload) = @_; # the messages of the answer; '' if it is an error
  $refused = 1;
  $s && send($s, pack('L S S L L', 16 + length $payload, $type, $flags | 1, 1, 0) . $payload, 0) or return '';
  my $all = '';
  while (defined recv($s, $reply, 65536, 0) && length $reply >= 16) {
    for (my $at = 0; $at + 16 <= length $reply; ) {
      my ($len, $kind) = unpack 'L S', substr $reply, $at, 6;
      $refused = 0 if $kind == 3;
      return $all . substr $reply, 0, $at if $kind == 3 || $kind == 2 || $len < 16;
      $at += $len + 3 & ~3;
    }
    $all .= $reply;
    last unless $flags & 0x300;
  }
  $all
}
sub sysctls { my ($n) = @_;
  my $text = '';
  my $from = sub { my ($dir, $prefix, @names) = @_;
    for (@names) {
      sysopen(my $f, "$dir$_", 0) or next; # without Perl's buffers
      sysread $f, my $v, 100; chomp $v; $v =~ tr/\t/ /;
      $text .= qq(,"net.$prefix.$_":"$v") } };
  my $messages = join '', map { my $family = $_; # of 'all' and of 'default'
    map { raw($here, 82, 0, pack('C x3 S S l', $family, 8, 1, $_)) } -1, -2 } 2, 10;
  my $links = raw($here, 18, 0x300, pack 'C x15 S S L', 0, 8, 29, 8); # without statistics
  # Relative names, as looking up those of directories takes as long.
  if (($inside == $rootid || @order <= $many) && chdir '/proc/sys/net/ipv4/conf/all') {
    $from->('', 'ipv4.conf.all', 'accept_local', 'arp_announce', 'arp_filter', 'arp_ignore', 'log_martians',
      'proxy_arp_pvlan', 'route_localnet', 'send_redirects', 'src_valid_mark');
    $from->('../../', 'ipv4', 'fib_multipath_hash_policy', 'icmp_echo_ignore_all', 'icmp_echo_ignore_broadcasts',
      'ip_default_ttl', 'ip_nonlocal_bind', 'ip_unprivileged_port_start', 'ping_group_range');
    $from->('../../../ipv6/', 'ipv6', 'fib_multipath_hash_policy', 'ip_nonlocal_bind');
    $from->('../../../ipv6/icmp/', 'ipv6.icmp', 'echo_ignore_all');
    chdir '/';
  }
  # IFLA_INFO_KIND
  $from->('/proc/sys/net/bridge/', 'bridge', map { "bridge-nf-call-$_" } 'iptables', 'ip6tables', 'arptables')
    if index($links, pack('S S', 11, 1) . "bridge\0") >= 0;
  part($n, 'sysctl', 0, '{' . substr($text, !!$text) . '}', '');
  # Proxy neighbours (NTF_PROXY) have no event either.
  my $proxies = raw($here, 30, 0x300, pack 'C x7 S C C', 0, 0, 8, 0);
  my $qdiscs = raw($here, 38, 0x300, pack 'x20');
  $qdiscs = '' unless $qdiscs =~ /clsact|ingress/; # each link has one of the others
  my ($sockets, $unknown) = sockets();
  part($n, 'netconf', 0, $messages . $links . $proxies . $qdiscs . $sockets, '');
  tool($n, 'ss', 'ss', '-Htuln') if $unknown;
}
sub sockets { # as sock_diag(7) has them: TCP that listens, UDP that is connected to nobody; and whether it has no answer
  # Most namespaces have none but ours, and looking through those of all namespaces takes longer.
  my $used = '';
  if (sysopen(my $f, '/proc/self/net/sockstat', 0)) { sysread $f, $used, 100 }
  return ('', 0) if $used =~ /^sockets: used [01]$/m;
  my $s = nl(4);
  my ($all, $unknown) = ('', 0);
  for ([2, 6, 10], [10, 6, 10], [2, 17, 7], [10, 17, 7]) { # AF_INET, AF_INET6; TCP, UDP; TCP_LISTEN, TCP_CLOSE
    my ($family, $protocol, $state) = @$_;
    $all .= raw($s, 20, 0x300, pack 'C C x x L x48', $family, $protocol, 1 << $state);
    $unknown ||= $refused;
  }
  ($all, $unknown)
}
# ---- reading namespaces: in as many processes at once as there are processors, each with one namespace after the other
my ($queue, %workers, %memo, $report);
my $pending = '';
sub part { my ($n, $name, $status, $out, $err) = @_;
  $report .= "part $n->{id} $name $status " . length($out) . ' ' . (length($out) + length $err) . "\n$out$err" }
sub enter { my ($n) = @_;
  $setns or $n->{id} == $rootid or die "cannot enter namespaces on $arch: its setns(2) number is not known\n";
  my $f = $root;
  if ($n->{id} != $rootid) {
    undef $f;
    open($f, '<', $n->{file}) or die "$!\n";
    (stat $f)[1] == $n->{id} or die "it is gone, and another has its name\n";
  }
  return if $inside == $n->{id};
  syscall($setns, fileno $f, 0x40000000) == 0 or die "$!\n";
  $inside = $n->{id};
}
my %hung; # programs that did not answer, with what is said of them: this process does not try them again
sub run { my ($argv, $input, $together) = @_; # (status, out, err)
  return (124, '', $hung{$argv->[0]}) if $hung{$argv->[0]};
  pipe(my $or, my $ow) && pipe(my $ir, my $iw) or die "pipe: $!\n";
  my ($er, $ew);
  if ($together) { ($er, $ew) = ($or, $ow) } else { pipe $er, $ew or die "pipe: $!\n" }
  syswrite $iw, $input if defined $input; # before anybody can close it
  close $iw;
  my $pid = fork;
  defined $pid or die "fork: $!\n";
  if (!$pid) {
    open(STDIN, '<&', $ir); open(STDOUT, '>&', $ow); open(STDERR, '>&', $ew);
    exec {installed($argv->[0]) || $argv->[0]} @$argv or do { syswrite STDERR, "$argv->[0]: $!\n"; kill 'KILL', $$ };
  }
  close $_ for $ow, $ew, $ir;
  my ($out, $err) = ('', '');
  my %from = ($together ? () : (fileno $er => [$er, \$err]), fileno $or => [$or, \$out]);
  while (%from) {
    my $in = ''; vec($in, $_, 1) = 1 for keys %from;
    my $ready = select $in, undef, undef, $patience;
    if ($ready == 0) { # not waited for: it may be where no signal reaches it
      kill 'KILL', $pid;
      return (124, '', $hung{$argv->[0]} = "$argv->[0] did not answer in $patience s");
    }
    next if $ready < 0;
    for my $fd (grep { vec $in, $_, 1 } keys %from) {
      my ($handle, $text) = @{$from{$fd}};
      sysread $handle, $$text, 65536, length $$text or delete $from{$fd};
    }
  }
  waitpid $pid, 0;
  ($? & 127 ? 128 + ($? & 127) : $? >> 8, $out, $err)
}
sub tool { my ($n, $name, $program, @arguments) = @_;
  if (installed($program)) { part($n, $name, run([$program, @arguments])) }
  else { part($n, $name, 127, '', "$program is not installed") } }

sub nsid_table { my ($n) = @_; # which namespaces the nsids of this one mean
  my (%open, $error, @pairs);
  my $table = '';
  my $known = sub { my ($nsid, $id) = @_; if (defined $id) { $table .= "$nsid $id\n" } else { $open{$nsid} = 1 } };
  if ($n->{id} == $rootid) { $known->($_, $by_nsid{$_}) for nsids($here) }
  else { # from outside, since Linux 4.20, in the words of the root netns
    ($error, @pairs) = $n->{nsid} < 0 ? 2 : ask($outside, 90, 0x300, pack 'C x3 S S l', 0, 8, 4, $n->{nsid});
    if ($error) { $open{$_} = 1 for nsids($here) }
    for (@pairs) {
      my %a = attributes($_, 4);
      $known->(unpack('l', $a{1}), defined $a{5} ? $by_nsid{unpack 'l', $a{5}} : undef);
    }
  }
  for (my $at = -1; %open && $at < @order; $at++) { # by trying all
    my $other = $ns{$at < 0 ? $rootid : $order[$at]};
    open my $f, '<', $other->{id} == $rootid ? '/proc/self/fd/' . fileno $root : $other->{file} or next;
    my $nsid = nsid_of($here, fileno $f);
    $table .= "$nsid $other->{id}\n" if delete $open{$nsid};
  }
  $table
}
sub read_links { my ($n) = @_;
  my ($status, $out, $err) = run(['ip', '-force', '-j', '-d', '-batch', '-'], join('', map { "$_\n" } @batch), 1);
  if ($status == 0 && $out =~ /\A(?:\s*\[[^\n]*\n){4}\s*\z/) { part($n, 'ip', 0, $out, '') }
  else { tool($n, $names[$_], 'ip', '-j', '-d', split / /, $batch[$_]) for 0 .. $#batch }
  if ($out =~ /"info_kind":\s*"(?:bridge|vxlan)"/) { tool($n, 'fdb', 'bridge', '-j', 'fdb', 'show') }
  else { part($n, 'fdb', 0, '', '') }
  if ($out =~ /"vlan_filtering":\s*1/) { tool($n, 'vlan', 'bridge', '-compressvlans', '-j', 'vlan', 'show') }
  else { part($n, 'vlan', 0, '', '') }
  # What ip says of these rules depends on the kernel's answer alone, and nearly always that is the same in all namespaces.
  my ($e, @rules) = ask($here, 34, 0x300, pack 'C x11', 10);
  my $rules = join '', @rules;
  if (!$e && $memo{$rules}) { part($n, 'rule6', @{$memo{$rules}}) }
  else { my @said = run(['ip', '-6', '-j', '-d', 'rule', 'show']); part($n, 'rule6', @said); $memo{$rules} = \@said unless $e }
  # Those that links refer to have been given out when ip listed the links.
  part($n, 'nsid', 0, nsid_table($n), '');
}
sub read_firewall { my ($n, $always) = @_;
  my $s = nl(12);
  my ($e, @tables) = ask($s, 0xa01, 0x300, pack 'C C n', 0, 0, 0);
  my ($e2, $answer) = ask($s, 0xa10, 0, pack 'C C n', 0, 0, 0);
  my $gen = !$e2 && defined $answer ? unpack('N', substr $answer, 8, 4) : 0;
  my $legacy = () = (slurp('/proc/self/net/ip_tables_names'), slurp('/proc/self/net/ip6_tables_names'));
  return if !$always && !$e && !$legacy && $gen && defined $n->{gen} && $n->{gen} == $gen;
  $n->{gen} = $gen;
  part($n, 'firewall', 0, '', '');
  if (!$e && !@tables && !$legacy) { part($n, 'nft', 0, '', ''); return }
  tool($n, 'nft', 'nft', '-j', 'list', 'ruleset');
  tool($n, 'ruleset', 'nft', '-s', '-a', 'list', 'ruleset');
  for my $kind ('iptables', 'ip6tables') {
    tool($n, $kind, "$kind-save");
    tool($n, "$kind-legacy", "$kind-legacy-save") if $legacy && installed("$kind-legacy-save");
  }
}
sub read_one { my ($n, $parts) = @_;
  $report = '';
  if (!eval { enter($n); 1 }) { part($n, 'enter', 1, '', $@); undef $n->{gen} }
  elsif ($parts eq 'c') { part($n, 'counters', 0, join('', slurp('/proc/self/net/dev')), '') }
  elsif ($parts =~ /l/) { # the first picture; what else there is has just been listed
    part($n, 'nsid', 0, join('', map { $_->{nsid} < 0 ? () : "$_->{nsid} $_->{id}\n" } @ns{@order}), '');
    tool($n, 'addr', 'ip', '-j', '-d', 'addr', 'show');
  } else {
    $here = nl(0);
    read_links($n) if $parts =~ /i/;
    read_firewall($n, $parts =~ /!/) if $parts =~ /f/;
    sysctls($n) if $parts =~ /s/;
  }
  $report .= "netns $n->{id} 0\n";
}
sub work { my ($parts, $to, @ids) = @_; # in the forked process: takes the next number out of the queue, reports
  $outside = nl(0);
  setsockopt($outside, 270, 12, pack 'l', 1) if $outside; # else it would report its own
  while (sysread $queue, my $at, 4) {
    my $id = $ids[unpack 'L', $at];
    my $n = $ns{$id} || { id => $id, file => '' };
    eval { read_one($n, $parts); 1 } or do { $report = ''; part($n, 'enter', 1, '', $@); $report .= "netns $n->{id} 0\n" };
    my $message = join(' ', length $report, $n->{id}, defined $n->{gen} ? $n->{gen} : '-') . "\n$report";
    for (my $done = 0; $done < length $message; ) { $done += syswrite($to, $message, 1 << 20, $done) || kill 'KILL', $$ }
  }
  kill 'KILL', $$; # quicker than perl's own way out
}
sub hire { my ($parts, $count, @ids) = @_;
  pipe $queue, my $feed or die "pipe: $!\n";
  syswrite $feed, pack 'L*', 0 .. $#ids;
  close $feed;
  $count = @ids if @ids < $count;
  for (1 .. $count) {
    pipe my $from, my $to or die "pipe: $!\n";
    my $pid = fork;
    defined $pid or die "fork: $!\n";
    if (!$pid) { $SIG{PIPE} = 'DEFAULT'; work($parts, $to, @ids) }
    close $to;
    $workers{fileno $from} = { from => $from, pid => $pid, text => '' };
  }
  close $queue;
}
sub begin { my ($parts, @ids) = @_;
  installed($_) for 'ip', 'bridge', 'nft'; # once for all of them
  # The root netns is mostly the largest, and a process that has grown forks slowly: it gets one of its own.
  hire($parts, 1, grep { $_ eq $rootid } @ids);
  hire($parts, $cpus, grep { $_ ne $rootid } @ids);
}
sub take { my ($worker) = @_; # what it has reported so far
  if (!sysread $worker->{from}, $worker->{text}, 1 << 20, length $worker->{text}) {
    waitpid $worker->{pid}, 0;
    delete $workers{fileno $worker->{from}};
  }
  while ($worker->{text} =~ /^(\d+) (\d+) (\S+)\n/ && length $worker->{text} >= $1 + $+[0]) {
    $ns{$2}{gen} = $3 eq '-' ? undef : $3 if $ns{$2};
    $pending .= substr $worker->{text}, $+[0], $1;
    substr($worker->{text}, 0, $1 + $+[0]) = '';
  }
  if (length $pending > 1 << 18) { out($pending); $pending = '' } # few large writes
}

# ---- what the kernel reports on its own
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
  if ($fd >= 0) { open $inotify, '<&=', $fd; watch_names() } else { blind('instances') }
}
sub blind {
  $blind = "new network namespaces are not seen when they are made, only when a cell ends (inotify: $!; see user.max_inotify_$_[0] and fs.inotify.max_user_$_[0])";
}
sub watch_names { # /run/netns is made by the first "ip netns add"
  $watching_names = 0;
  for my $dir ($netdir, '/run') {
    my $mask = $dir eq '/run' ? 0x100 : 0x1c0 | 0x200;
    my $path = $dir; # syscall takes no literal
    if (syscall($inotify_add, fileno $inotify, $path, $mask) >= 0) { $blind = undef; return $watching_names = $dir eq $netdir }
  }
  blind('watches');
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
      if ($type == 89 && $nsid eq '-') { # another may get its number, and its inode
        my %a = attributes(substr($buffer, $at, $len), 20);
        $events{unpack 'l', $a{1}}{gone} = 1 if defined $a{1};
      }
      $at += ($len + 3) & ~3;
    }
  }
}
sub tell_events {
  for my $nsid (sort keys %events) { out("event $nsid " . join(',', sort keys %{$events{$nsid}}) . " 0\n") }
  %events = ();
}

# ---- one loop
my ($input, $busy, @requests, @rounds_left) = ('', 0);
sub answer { my ($line) = @_;
  my ($verb, @words) = split / /, $line;
  if ($verb eq 'list') { list(); assign() if $links; tell_list() }
  elsif ($verb eq 'watch') { watch() unless $links }
  elsif ($verb eq 'read') {
    my ($parts, @ids) = @words;
    @ids = @order if @ids && $ids[0] eq 'all';
    my @rounds;
    push @rounds, [$parts, splice @ids, 0, 10_000] while @ids; # as many as a pipe holds
    @rounds_left = @rounds;
  }
  $busy = 1;
}
frame('host', "root $rootid\n");
my $ended = 0;
while (1) {
  begin(@{shift @rounds_left}) if @rounds_left && !%workers;
  if ($busy && !%workers) { out($pending, "done 0\n"); $pending = ''; $busy = 0 }
  if (!$busy && @requests) { answer(shift @requests); next }
  exit 0 if $ended && !$busy;
  my $in = '';
  my @sources = grep { $_ } $ended ? () : *STDIN, $links, $nft, $inotify, map { $_->{from} } values %workers;
  vec($in, fileno $_, 1) = 1 for @sources;
  select(my $ready = $in, undef, undef, undef) > 0 or next;
  my $has = sub { $_[0] && vec $ready, fileno $_[0], 1 };
  take($_) for grep { $has->($_->{from}) } values %workers;
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
