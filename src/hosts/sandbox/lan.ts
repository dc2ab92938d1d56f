import { RESERVED } from '../internet/reserved.ts';

/** The network behind the sandbox's uplink, of which the simulated provider has the gateway. Addresses with their prefix length. */
export interface Lan {
  readonly address: string;
  readonly gateway: string;
  readonly network: string;
  /** The prefixes that no server out there has. */
  readonly reserved: readonly string[];
}

const DEFAULT = '203.0.113.2/24';

/** Of an address such as 192.168.1.50/24; the gateway is the first one there, or else the second. Undefined where there can be none. */
export function lanOf(address: string = DEFAULT, gateway?: string): Lan | undefined {
  const own = prefixOf(address);
  if (!own || own.length < 8 || own.length > 30) return undefined;
  const { length } = own;
  const network = networkOf(own.value, length);
  const first = network + 1;
  const via =
    gateway === undefined ? (first === own.value ? first + 1 : first) : prefixOf(`${gateway}/${length}`)?.value;
  const isIn = (value: number) =>
    networkOf(value, length) === network && value !== network && value !== lastOf(network, length);
  const isHost = network >>> 24 !== 0 && network >>> 24 !== 127 && network >>> 24 < 224;
  if (via === undefined || via === own.value || !isIn(via) || !isIn(own.value) || !isHost) return undefined;
  return {
    address: `${textOf(own.value)}/${length}`,
    gateway: `${textOf(via)}/${length}`,
    network: `${textOf(network)}/${length}`,
    // The kernel has one route to a prefix.
    reserved: RESERVED.filter((prefix) => {
      const other = prefixOf(prefix);
      return !other || other.length < length || networkOf(other.value, length) !== network;
    }),
  };
}

const prefixOf = (text: string): { readonly value: number; readonly length: number } | undefined => {
  const [, a, b, c, d, length] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const bytes = [a, b, c, d].map(Number);
  if (length === undefined || bytes.some((byte) => byte > 255) || Number(length) > 32) return undefined;
  return { value: bytes.reduce((sum, byte) => sum * 256 + byte, 0), length: Number(length) };
};

const sizeOf = (length: number) => 2 ** (32 - length);
const networkOf = (value: number, length: number) => value - (value % sizeOf(length));
const lastOf = (network: number, length: number) => network + sizeOf(length) - 1;
const textOf = (value: number) => [24, 16, 8, 0].map((bits) => (value >>> bits) & 255).join('.');
