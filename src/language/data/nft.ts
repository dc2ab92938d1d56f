/** nft(8): its options, commands, tables and chains. */
export const NFT = `
= nft
list > nft list                   Prints the ruleset, or a part of it.
add > nft add                     Adds a table, a chain, a rule, or another object.
delete > nft delete               Removes an object; it fails if there is none.
flush > nft flush                 Removes what is in an object, such as the rules of a chain.
insert > nft insert               Adds a rule at the beginning of a chain.
create > nft add                  Adds an object; it fails if there is one already.
replace > nft insert              Puts a rule in place of another.
destroy > nft delete              Removes an object if there is one.
rename > nft rename               Renames a chain.
reset > nft list                  Prints counters and quotas, and sets them to zero.
get > nft get                     Looks an element up in a set or a map.
describe NAME                     Sets what a word or a type of data may be.
monitor > nft monitor             Prints changes, or packets that are traced, until you stop it.
import                            Reads a ruleset in another format.
export                            Prints the ruleset in another format.
table [FAMILY] TABLE > nft table  Adds a table, with what is in it.
-a|--handle                       Prints the handle of each object, by which it can be removed.
-f|--file FILE                    Reads commands from a file, all or nothing; - is standard input.
-c|--check                        Checks commands, and changes nothing.
-n|--numeric                      Prints numbers in place of names.
-j|--json                         Prints and reads JSON.
-s|--stateless                    Prints no counters and the like.
-t|--terse                        Prints no elements of sets.
-e|--echo                         Prints what it adds, with handles.
-i|--interactive                  Reads commands as you type them.
-o|--optimize                     Joins rules that differ in a value only; with -c it only shows how.
-I|--includepath FOLDER           Looks for included files here, too.
-D|--define NAME                  Sets a variable of the file.
-N|--reversedns                   Resolves addresses to names, which can be slow.
-S|--service                      Prints names of ports.
-u|--guid                         Prints names of users and groups.
-y|--numeric-priority             Prints priorities as numbers.
-p|--numeric-protocol             Prints protocols as numbers.
-T|--numeric-time                 Prints times as numbers.
-d|--debug LEVEL                  Prints how it understands commands.
-h|--help                         Prints the options.
-v|--version                      Prints the version.
-V                                Prints the version and how it was built.

= nft FAMILY
ip                                IPv4; what is meant without a family.
ip6                               IPv6.
inet                              IPv4 and IPv6.
bridge                            Frames that cross a bridge.
arp                               ARP.
netdev                            Frames at one link, before all else.

= nft add
table [FAMILY] TABLE > nft table  A table, which holds chains and sets of one family.
chain [FAMILY] TABLE CHAIN > nft chain  A chain of rules; with a hook, it sees packets without being jumped to.
rule [FAMILY] TABLE CHAIN > nft rule at  A rule at the end of a chain.
set [FAMILY] TABLE SET > nft set  A set, which rules look values up in.
map [FAMILY] TABLE SET > nft set  A map, which gives a value or a verdict for each key.
element [FAMILY] TABLE SET        An element of a set or a map, in braces.
flowtable [FAMILY] TABLE NAME > nft flowtable  A table of connections that skip the rules.
counter [FAMILY] TABLE NAME       A counter that rules share.
quota [FAMILY] TABLE NAME         A number of bytes that rules share.
limit [FAMILY] TABLE NAME         A rate that rules share.
ct > nft ct object                A helper, timeout or expectation of connection tracking.
synproxy [FAMILY] TABLE NAME      A proxy for the beginning of TCP connections.
secmark [FAMILY] TABLE NAME       A label of SELinux.

= nft ct object
helper [FAMILY] TABLE NAME        A helper, which reads a protocol for the connections that it opens.
timeout [FAMILY] TABLE NAME       How long connections are remembered.
expectation [FAMILY] TABLE NAME   A connection that is expected.

= nft insert
rule [FAMILY] TABLE CHAIN > nft rule at  A rule.

= nft rename
chain [FAMILY] TABLE CHAIN NAME   A chain.

= nft delete
table [FAMILY] TABLE > nft handle  A table with all that is in it.
chain [FAMILY] TABLE CHAIN > nft handle  A chain.
rule [FAMILY] TABLE CHAIN > nft handle  A rule, by its handle.
set [FAMILY] TABLE SET > nft handle  A set.
map [FAMILY] TABLE SET > nft handle  A map.
element [FAMILY] TABLE SET        An element of a set or a map, in braces.
flowtable [FAMILY] TABLE NAME     A table of connections that skip the rules.
counter [FAMILY] TABLE NAME       A counter that rules share.
quota [FAMILY] TABLE NAME         A quota that rules share.
limit [FAMILY] TABLE NAME         A rate that rules share.
ct > nft ct object                A helper, timeout or expectation of connection tracking.
synproxy [FAMILY] TABLE NAME      A proxy for the beginning of TCP connections.
secmark [FAMILY] TABLE NAME       A label of SELinux.

= nft handle
handle NUMBER                     Names it by its handle, which nft -a list shows.

= nft flush
ruleset [FAMILY]                  Everything: all tables, of one family or of all.
table [FAMILY] TABLE              All rules of a table; its chains stay.
chain [FAMILY] TABLE CHAIN        All rules of a chain.
set [FAMILY] TABLE SET            All elements of a set.
map [FAMILY] TABLE SET            All elements of a map.

= nft list
ruleset [FAMILY]                  Everything: all tables, of one family or of all.
tables [FAMILY]                   The names of tables.
table [FAMILY] TABLE              One table with all that is in it.
chains [FAMILY]                   The chains without their rules.
chain [FAMILY] TABLE CHAIN        One chain with its rules.
sets [FAMILY]                     The sets.
set [FAMILY] TABLE SET            One set with its elements.
maps [FAMILY]                     The maps.
map [FAMILY] TABLE SET            One map with its elements.
counters [FAMILY]                 The counters that rules share.
counter [FAMILY] TABLE NAME       One counter.
quotas [FAMILY]                   The quotas that rules share.
quota [FAMILY] TABLE NAME         One quota.
limits [FAMILY]                   The rates that rules share.
limit [FAMILY] TABLE NAME         One rate.
flowtables [FAMILY]               The tables of connections that skip the rules.
flowtable [FAMILY] TABLE NAME     One of them.
hooks [FAMILY]                    What is called at each hook, in its order.
meters [FAMILY]                   The sets that rules fill.
ct > nft ct object                A helper, timeout or expectation of connection tracking.
synproxys [FAMILY]                The proxies for TCP.
secmarks [FAMILY]                 The labels of SELinux.

= nft get
element [FAMILY] TABLE SET        An element, in braces.

= nft monitor
trace                             Packets for which a rule says meta nftrace set 1, rule by rule.
new                               What is added.
destroy                           What is removed.
ruleset                           Changes of everything.
tables                            Changes of tables.
chains                            Changes of chains.
rules                             Changes of rules.
sets                              Changes of sets.
elements                          Changes of elements.

= nft table
{ > nft table body                Starts what is in the table.

= nft table body
chain CHAIN > nft chain           A chain of rules; with a hook, it sees packets without being jumped to.
set SET > nft set                 A set, which rules look values up in.
map SET > nft set                 A map, which gives a value or a verdict for each key.
flowtable NAME > nft flowtable    A table of connections that skip the rules.
counter NAME                      A counter that rules share.
quota NAME                        A number of bytes that rules share.
limit NAME                        A rate that rules share.
flags FLAG                        How the table behaves.
  dormant                         Its rules do not count for now.
  owner                           It belongs to the program that has made it.
comment TEXT                      Adds a comment to the table.

= nft chain
{ > nft chain body                Starts what the chain is, and its rules.

= nft chain body
type TYPE                         Sets what the chain may do.
  filter                          Lets packets through or not.
  nat                             Changes addresses when a connection begins.
  route                           Looks the route up again when a field has changed; for hook output.
hook HOOK                         Sets at which place packets come to the chain.
  prerouting                      When they arrive, before routing.
  input                           When they are for this machine.
  forward                         When this machine forwards them.
  output                          When this machine itself sends them.
  postrouting                     When they leave, after routing.
  ingress                         When they arrive, before anything else.
  egress                          When they leave, after everything else.
priority PRIORITY                 Ranks chains at the same place; lower numbers are come to first.
  filter                          0, the usual place for filters.
  dstnat                          -100, where destinations are changed.
  srcnat                          100, where sources are changed.
  raw                             -300, before connection tracking.
  mangle                          -150, before destinations are changed.
  security                        50, after filters.
policy POLICY                     Sets the verdict for packets that reach the end of the chain.
  accept                          They continue.
  drop                            They are dropped.
device LINK                       Names the link, for ingress and egress.
devices                           Names several links, in braces.
flags FLAG                        Gives the work to the network card.
  offload                         In the network card.
comment TEXT                      Adds a comment to the chain.
& nft rule

= nft set
{ > nft set body                  Starts what the set is.

= nft set body
type TYPE                         Sets of what sort the elements are.
  ipv4_addr                       IPv4 addresses.
  ipv6_addr                       IPv6 addresses.
  ether_addr                      Hardware addresses.
  inet_service                    Ports.
  inet_proto                      Transport protocols.
  mark                            Marks.
  ifname                          Names of links.
typeof EXPRESSION                 Takes the type from an expression, such as ip saddr.
flags FLAG,                       Sets what the elements may be.
elements                          Lists the elements, in braces.
timeout TIME                      Sets how long an element stays.
gc-interval TIME                  Sets how often old elements are removed.
size COUNT                        Limits how many elements there may be.
policy POLICY                     Sets what is spared.
  performance                     Time.
  memory                          Memory.
auto-merge                        Joins ranges that touch.
counter                           Counts for each element.
comment TEXT                      Adds a comment to the set.

= nft FLAG
constant                          They never change.
interval                          They are ranges or networks.
timeout                           They go after a time.
dynamic                           Rules add them.

= nft flowtable
{ > nft flowtable body            Starts what it is.

= nft flowtable body
hook HOOK                         Sets at which place it is asked.
  ingress                         As packets come in, before all else.
priority PRIORITY                 Ranks it at that place.
  filter                          0.
devices                           Names the links, in braces.
flags FLAG                        Gives the work to the network card.
  offload                         In the network card.
counter                           Counts for each connection.
`;
