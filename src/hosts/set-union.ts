/** `Set.prototype.union`, which execa needs and Node 20 does not have. Must be imported before execa. */
if (!('union' in Set.prototype)) {
  Object.defineProperty(Set.prototype, 'union', {
    configurable: true,
    writable: true,
    value(this: ReadonlySet<unknown>, other: ReadonlySet<unknown>) {
      return new Set([...this, ...other]);
    },
  });
}
