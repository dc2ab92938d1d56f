/** Whether it is a name that any tool takes as an interface, and that is free in a sandbox; see dev_valid_name() in the kernel. */
export const isUplinkName = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/.test(name) && !['lo', 'provider', 'all', 'default'].includes(name);
