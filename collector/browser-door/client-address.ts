// Whose request it is: the address that the rate is counted by.

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** The address that the outermost of our own proxies saw; what a client writes into X-Forwarded-For by itself stands before it. */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return networkOf(direct);
  const header = request.headers['x-forwarded-for'];
  const hops = String(header ?? '')
    .split(',')
    .map((hop) => hop.trim());
  const seen = hops.at(-trustedProxies) ?? '';
  return networkOf(isIP(seen) ? seen : direct);
}

/** An IPv4 address, or the /64 network of an IPv6 address: one subscriber has all of it. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const whole = [...groups, ...Array<string>(Math.max(8 - groups.length - last.length, 0)).fill('0'), ...last];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
