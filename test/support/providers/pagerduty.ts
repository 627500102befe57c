// PagerDuty, Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview, with the limits of its fields.

import { type StandIn, startProvider } from './provider.ts';
import { closed, leftovers, schemaCheck, text } from './schema.ts';

export interface PagerdutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly payload: { readonly summary: string; readonly severity: string; readonly custom_details: Readonly<Record<string, string>> };
  readonly links?: readonly { readonly href: string; readonly text: string }[];
}

export const ROUTING_KEY = 'R0UT1NGKEYR0UT1NGKEYR0UT1NGKEY00';
const SIZE_LIMIT_BYTES = 512_000;

const url = { type: 'string', format: 'url' };
const check = schemaCheck(
  closed(
    {
      routing_key: { type: 'string', pattern: '^[A-Za-z0-9]{32}$' },
      event_action: { enum: ['trigger', 'acknowledge', 'resolve'] },
      dedup_key: text(255, 1),
      client: text(255),
      client_url: url,
      images: { type: 'array', maxItems: 0 },
      links: { type: 'array', items: closed({ href: url, text: text(255, 1) }, ['href', 'text']) },
      payload: closed(
        {
          summary: text(1024, 1),
          source: text(255, 1),
          severity: { enum: ['critical', 'error', 'warning', 'info'] },
          timestamp: { type: 'string', format: 'time' },
          component: text(255),
          group: text(255),
          class: text(255),
          custom_details: { type: 'object' },
        },
        ['summary', 'source', 'severity'],
      ),
    },
    ['routing_key', 'event_action', 'payload'],
  ),
);

/** Knows which incidents are open: only these can be resolved. */
export function startPagerduty(): Promise<StandIn<PagerdutyEvent>> {
  const open = new Set<string>();
  return startProvider<PagerdutyEvent>({
    path: '/v2/enqueue',
    check: (event) => {
      const faults = [...check(event), ...leftovers(event)];
      if (event.routing_key !== ROUTING_KEY) faults.push('has another routing key');
      if (Buffer.byteLength(JSON.stringify(event)) > SIZE_LIMIT_BYTES) faults.push('is larger than 512 KB');
      if (event.event_action === 'resolve' && !open.has(event.dedup_key)) faults.push('resolves what was never triggered');
      return faults;
    },
    accept: ({ event_action, dedup_key }) => {
      if (event_action === 'resolve') open.delete(dedup_key);
      else open.add(dedup_key);
      const body = JSON.stringify({ status: 'success', message: 'Event processed', dedup_key });
      return { status: 202, type: 'application/json', body };
    },
    refuse: (errors) => ({
      status: 400,
      type: 'application/json',
      body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors }),
    }),
  });
}
