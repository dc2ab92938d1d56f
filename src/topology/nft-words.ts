import type { Json, JsonObject } from './model.ts';

/** The statements of a rule of libnftables-json(5), about as nft(8) writes them. */
export function nftRule({ expr }: JsonObject): string {
  if (!Array.isArray(expr)) return '';
  return expr
    .map((part: Json) => nftStatement(part))
    .filter(Boolean)
    .join(' ');
}

/** One statement about as nft(8) writes it; what this does not know is shown as it came. */
function nftStatement(statement: Json): string {
  if (!isObject(statement)) return nftValue(statement);
  const [[name, body] = ['', null]] = Object.entries(statement);
  if (name === 'counter') return 'counter';
  if (name === 'match' && isObject(body)) {
    const operator = body['op'] === '==' || body['op'] === 'in' ? '' : `${body['op']} `;
    return `${nftValue(body['left'])} ${operator}${nftValue(body['right'])}`;
  }
  if ((name === 'jump' || name === 'goto') && isObject(body)) return `${name} ${nftValue(body['target'])}`;
  if ((name === 'dnat' || name === 'snat' || name === 'redirect') && isObject(body)) {
    const to = [body['addr'], body['port']].map((part) => (part === undefined ? '' : nftValue(part)));
    return `${name} to ${to.filter(Boolean).join(':')}`;
  }
  return body === null || body === undefined ? name : `${name} ${nftValue(body)}`;
}

function nftValue(value: Json | undefined): string {
  if (!isObject(value)) return Array.isArray(value) ? value.map(nftValue).join('-') : String(value);
  const [[name, body] = ['', null]] = Object.entries(value);
  if (isObject(body) && name === 'payload') return `${body['protocol']} ${body['field']}`;
  if (isObject(body) && (name === 'meta' || name === 'ct')) return `${name} ${body['key']}`;
  if (isObject(body) && name === 'prefix') return `${nftValue(body['addr'])}/${body['len']}`;
  if (name === 'set' && Array.isArray(body)) return `{ ${body.map(nftValue).join(', ')} }`;
  return name === 'range' && Array.isArray(body) ? body.map(nftValue).join('-') : JSON.stringify(value);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
