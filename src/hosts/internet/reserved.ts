/**
 * The IPv4 prefixes that no public server has: RFC 6890. Left out are 127.0.0.0/8, which the kernel keeps from leaving,
 * and those that the simulated internet itself uses, 203.0.113.0/24 and 198.18.0.0/15.
 */
export const RESERVED: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.51.100.0/24',
  '240.0.0.0/4',
];
