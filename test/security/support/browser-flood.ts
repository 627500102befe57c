// node browser-flood.ts <json>: pages of many addresses that send at an even rate, from a process of their own; prints the answers by status.

import { Agent, request } from 'node:http';
import { setTimeout as lasting } from 'node:timers/promises';

interface Plan {
  readonly url: string;
  readonly origin: string;
  readonly perSecond: number;
  readonly addresses: number;
  readonly forMs: number;
  readonly body: string;
}

const plan: Plan = JSON.parse(process.argv[2] ?? '{}');
/** As many as browsers of that many addresses would hold at least. */
const agent = new Agent({ keepAlive: true, maxSockets: 2 * plan.addresses });
const counts: Record<string, number> = {};

function sendOne(nth: number): Promise<void> {
  return new Promise((resolve) => {
    const count = (kind: string) => {
      counts[kind] = (counts[kind] ?? 0) + 1;
      resolve();
    };
    const headers = { 'content-type': 'application/json', origin: plan.origin, 'x-forwarded-for': `203.0.113.${nth % plan.addresses}` };
    const sent = request(plan.url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('close', () => count(String(response.statusCode)));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => count(error.code ?? error.message));
    sent.end(plan.body);
  });
}

const pending: Promise<void>[] = [];
const startedMs = performance.now();
while (performance.now() - startedMs < plan.forMs) {
  const due = ((performance.now() - startedMs) / 1_000) * plan.perSecond;
  while (pending.length < due) pending.push(sendOne(pending.length));
  await lasting(5);
}
await Promise.all(pending);
agent.destroy();
console.log(JSON.stringify({ sent: pending.length, lastedMs: Math.round(performance.now() - startedMs), ...counts }));
