/** The bytes that `decodeBytes` (src/discovery) made that text of. */
export function encodeBytes(text: string): Buffer {
  const chunks: Buffer[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    chunks.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character));
  }
  return Buffer.concat(chunks);
}
