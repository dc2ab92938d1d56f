/** A function of an immutable value, worked out once for each: a bridge with a thousand ports asks for a thousand other ends. */
export function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const known = made.get(key);
    if (known) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}

/** What a value is a copy of, but for what `memoizedAlike` does not look at. */
const origin = memoized((value: object) => ({ is: value }));

/** Says that what is worked out for a value by `memoizedAlike` holds for a copy of it, too. */
export function alike<T extends object>(copy: T, original: T): T {
  origin(copy).is = origin(original).is;
  return copy;
}

/** Worked out once for a value and all its copies that are alike. */
export function memoizedAlike<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<object, { readonly value: V }>();
  return (key) => {
    const { is } = origin(key);
    const before = known.get(is);
    if (before) return before.value;
    const value = make(key);
    known.set(is, { value });
    return value;
  };
}
