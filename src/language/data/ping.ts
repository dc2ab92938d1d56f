/** ping(8) of iputils. */
export const PING = `
= ping [ADDRESS]
-c COUNT                          Stops after this many requests.
-W SECONDS                        Waits this long for each reply.
-w SECONDS                        Stops after this many seconds, regardless of replies.
-i SECONDS                        Waits this long between requests; less than 0.002 needs root.
-I LINK                           Sends by this link, or from this address.
-s BYTES                          Sends this many bytes of data; 56 without it.
-M MODE                           Sets whether packets may be cut up on the way.
  do                              They may not, not even here.
  want                            They may be cut up here.
  dont                            They may be cut up anywhere.
  probe                           They may not, and what is known of the path is ignored.
-t HOPS                           Sets the hop limit.
-n                                Does not resolve names.
-q                                Prints the summary only.
-O                                Reports each missing reply.  iputils s20121011
-D                                Prints the time before each line.  iputils s20100214
-4                                Uses IPv4 only.  iputils s20160308
-6                                Uses IPv6 only.  iputils s20160308
-f                                Sends as fast as answers come, and prints a dot for each that is missing.
-A                                Sends as soon as the last was answered.
-m MARK                           Marks packets, for routing rules and the firewall.  iputils s20100214
-Q TOS                            Sets the type of service.
-R                                Asks the routers on the way to write their addresses down.
-p PATTERN                        Fills packets with these bytes, in hex.
-l COUNT                          Sends this many at once, without waiting for answers.
-b                                Allows broadcast addresses.
-L                                Does not hear multicast that it has sent itself.
-a                                Rings the bell for each answer.
-B                                Keeps the source address that it began with.
-v                                Tells of other messages of ICMP, too.
-U                                Measures until the program has the answer, not the kernel.
-T MODE                           Asks for times on the way.
  tsonly                          Times only.
  tsandaddr                       Times and addresses.
  tsprespec                       Times at given hosts.
-S BYTES                          Sets the send buffer.
-d                                Sets the socket's debugging flag.
-e NUMBER                         Sets the number by which answers are known.  iputils 20221126
-C                                Connects the socket.  iputils 20221126
-F LABEL                          Sets the flow label of IPv6.
-N WHAT                           Asks an IPv6 node for its name or addresses.  iputils s20100418
-h                                Prints the options.
-V                                Prints the version.
`;
