/** The SSH library, loaded when it is first needed: a bundle of its own, see scripts/build.mjs. */
export async function loadSsh(): Promise<typeof import('ssh2')> {
  // A CommonJS package: its exports are the default export.
  const { default: library } = await import('ssh2');
  return library;
}
