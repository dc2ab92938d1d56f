import { mayBeAnything } from '../shell/fields.ts';
import { isAddress, linkRisk, type Risk, risk } from './risk.ts';

/** tc(8): queues that let nothing through, or hardly anything, and filters that drop. */
export function ofTc(args: readonly string[]): Risk[] {
  if (args.some((word) => /^-b(?:a(?:t(?:ch?)?)?)?$/.test(word))) return [risk('unseen-batch', 'tc')];
  const text = ` ${args.slice(0, MOST_WORDS).join(' ')} `;
  if (!args.includes('dev') || !/^ (?:-\S+ )*\S+ (?:a|c|r)\w* /.test(text)) return [];
  const lost = linkRisk(args[args.indexOf('dev') + 1], 'packets-lost');
  const unknown = args.slice(args.indexOf('dev') + 2).some(mayBeAnything);
  if (unknown) return lost.map((each) => ({ ...each, ...risk('unknown-arguments', 'tc') }));
  const dropsAll = / action (?:gact |ok |mirred )?drop /.test(text) || (/ police .* drop /.test(text) && isSlow(text));
  if (/^ (?:-\S+ )*f/.test(text)) return dropsAll ? ofFilter(text, lost) : [];
  const isLost =
    isSlow(text) ||
    [...text.matchAll(/ (?:loss|corrupt) (?:random )?([\d.]+)%? /g)].some(
      ([, percent]) => Number(percent) >= MOST_LOST,
    ) ||
    / root (?:handle \S+ )?(?:blackhole |(?:[pb]fifo|netem) (?:.* )?limit 0[a-z]* )/.test(text);
  return isLost ? lost : [];
}

/** Whether it lets less through than a connection needs, as tc(8) writes rates. */
const isSlow = (text: string): boolean =>
  [...text.matchAll(/ rate ([\d.]+)(k?)(bit|bps|) /gi)].some(
    ([, number, kilo, unit = '']) =>
      Number(number) * (kilo ? 1000 : 1) * (unit.toLowerCase() === 'bps' ? 8 : 1) < SLOWEST,
  );

/** In bits a second. */
const SLOWEST = 8000;
/** Nobody writes more. */
const MOST_WORDS = 500;
/** In percent: TCP does not go on for long with more. */
const MOST_LOST = 90;

/** What tc-flower(8) and tc-u32(8) ask for may leave the connection out. */
function ofFilter(text: string, lost: readonly Risk[]): Risk[] {
  const values = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, value = '']) => value);
  const ports = values(/ (?:(?:src|dst)_port|match (?:ip6? |tcp )?[sd](?:port|rc|st)) (\d+(?:-\d+)?) /g);
  const protocols = values(/ (?:ip_proto|match ip6? protocol) (\S+) /g);
  if (/ protocol (?:arp|0x0806) /.test(text) || protocols.some((name) => !/^(?:tcp|6|0x0?6)$/.test(name))) return [];
  if (ports.length > 0 && !ports.some(isSsh)) return [];
  const addresses = values(/ (?:(?:src|dst)_ip|match ip6? (?:src|dst)) (\S*[.:$]\S*) /g);
  if (addresses.length === 0) return [...lost];
  return lost.map((each) => ({ ...each, ifAddress: addresses.filter(isAddress) }));
}

function isSsh(ports: string): boolean {
  const [from = '', to = from] = ports.split('-');
  return Number(from) <= 22 && 22 <= Number(to);
}
