import { isIPv6 } from 'node:net';
import { mayBeAnything } from '../shell/fields.ts';
import type { Said } from '../words.ts';
import { type LinkRiskCode, type RiskCode, sayRisk } from './words.ts';

/** Something that a cell is about to do to the real network of a machine. */
export interface Risk extends Said<RiskCode> {
  /** Whether it can cut the connection to the machine, or the machine’s own. */
  readonly cuts: boolean;
  /** It is one only if this, where `$NAME` may be anything, is a link through which the machine is reached, or reaches the world. */
  readonly ifUplink?: string;
  /** It is none if this is such a link. */
  readonly unlessUplink?: string;
  /** It is one only if one of these addresses or prefixes has an address of the connection: the machine’s own, its gateway’s or its client’s. */
  readonly ifAddress?: readonly string[];
  /** It is one only if this is the address of its gateway or client, or has it in it. */
  readonly ifPeer?: string;
  /** It is one only if a default route with this metric comes before the one of the machine. */
  readonly ifMetric?: number;
  /** It is one only if a route to this prefix may take the place of one that the machine is connected through. */
  readonly ifRoute?: string;
}

/** The same for risks that are said in the same way. */
export const keyOf = ({ code, args }: Risk): string => JSON.stringify([code, ...args]);

/** One that can cut the connection. */
export const risk = <Code extends RiskCode>(...said: Parameters<typeof sayRisk<Code>>): Risk => ({
  ...sayRisk(...said),
  cuts: true,
});

export const harmless = <Code extends RiskCode>(...said: Parameters<typeof sayRisk<Code>>): Risk => ({
  ...sayRisk(...said),
  cuts: false,
});

export function linkRisk(link: string | undefined, code: LinkRiskCode): Risk[] {
  if (link === undefined) return [];
  return [{ ...risk(mayBeAnything(link) ? `maybe-${code}` : code, link), ifUplink: link }];
}

export const DEFAULT_ROUTE = risk('default-route');

/** The default route, as `ip` and `route` take it. */
export const isDefault = (word: string): boolean =>
  word.length < 100 && /^(?:default|all|any|0(?:\.0+){0,3}(?:\/0[0.]*)?|[0:]*::[0:]*\/0+)$/.test(word);

/** An address or a prefix, as it is written: 10.9.9.0/24, fe80::1. What a variable holds is not known. */
export const isAddress = (word: string): boolean =>
  /^\d[\d.]*(?:\/[\d.]+)?$/.test(word) || isIPv6(word.replace(/\/\d+$/, ''));
