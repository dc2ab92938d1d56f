import type { Socket } from './model.ts';

/** The first port that the kernel gives to whoever asks for none: ip_local_port_range in ip-sysctl. */
const FIRST_GIVEN = 32768;

/** A client's that has sent something, most likely: UDP that waits for the answer looks like a server. */
export const isPassing = ({ netid, port }: Socket): boolean => netid === 'udp' && port >= FIRST_GIVEN;

/** Only for what the netns sends to itself. */
export function isForItself({ local, dev }: Socket): boolean {
  return dev === 'lo' || local === '::1' || /^(?:::ffff:)?127\./.test(local);
}
