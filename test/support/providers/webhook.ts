// A webhook of one's own: takes what Alertmanager documents for `webhook_config`, version 4, and nothing else.

import { type StandIn, startProvider } from './provider.ts';
import { closed, leftovers, schemaCheck, text, texts } from './schema.ts';

export interface WebhookMessage {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

const time = { type: 'string', format: 'time' };
const status = { enum: ['firing', 'resolved'] };
const alert = closed(
  {
    status,
    labels: texts,
    annotations: texts,
    startsAt: time,
    endsAt: time,
    generatorURL: text(2000),
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{16}$' },
  },
  ['status', 'labels', 'annotations', 'startsAt', 'endsAt', 'generatorURL', 'fingerprint'],
);
const fields = {
  version: { const: '4' },
  groupKey: text(2000, 1),
  truncatedAlerts: { type: 'integer', minimum: 0 },
  status,
  receiver: text(100, 1),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: { type: 'string', format: 'url' },
  alerts: { type: 'array', minItems: 1, maxItems: 100, items: alert },
};
const check = schemaCheck(closed(fields, Object.keys(fields)));

export const startWebhook = (): Promise<StandIn<WebhookMessage>> =>
  startProvider<WebhookMessage>({
    path: '/hook',
    check: (message) => [...check(message), ...leftovers(message)],
    accept: () => ({ status: 200, body: '' }),
    refuse: (faults) => ({ status: 400, body: faults.join('; ') }),
  });
