/** Whether a MAC address is one of several hosts: IEEE 802, the bit "individual/group". */
export const isGroup = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
