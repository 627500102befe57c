// Watches what Prometheus and Loki's ruler say of their alerts, several times a second: when each is first pending, and when it fires.

import { setTimeout as pause } from 'node:timers/promises';
import type { ProofStack } from './proof-stack.ts';

const LOOK_EVERY_MS = 250;
const ANSWER_WITHIN_MS = 2_000;

/** One alert in one state, from when it was first seen in it. */
export interface Seen {
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
  readonly state: 'pending' | 'firing';
  readonly atMs: number;
  /** When its condition was first true, by whoever evaluated it. */
  readonly activeAtMs: number;
}

interface Answer {
  readonly data: { readonly alerts: readonly { labels: Record<string, string>; state: string; activeAt: string }[] };
}

/** An alert that Alertmanager did not tell, because another one says more. */
export interface HeldBack {
  readonly alert: string;
  readonly severity: string;
  readonly service: string;
  /** The other one, as `name severity`. */
  readonly by: string;
  readonly atMs: number;
}

interface AtAlertmanager {
  readonly fingerprint: string;
  readonly labels: Record<string, string>;
  readonly startsAt: string;
  readonly status: { readonly inhibitedBy: readonly string[] };
}

export class AlertWatch {
  readonly seen: Seen[] = [];
  readonly heldBack: HeldBack[] = [];
  readonly #stack: ProofStack;
  readonly #known = new Set<string>();
  #active = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(stack: ProofStack) {
    this.#stack = stack;
  }

  start(): void {
    void this.#watch(this.#stopping.signal);
  }

  stop(): void {
    this.#stopping.abort();
  }

  isActive(alert: string, severity: string, service: string): boolean {
    return this.#active.has(`${alert} ${severity} ${service}`);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await Promise.all([this.#look(), this.#lookAtHeldBack()]);
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const active = new Set<string>();
    for (const url of [`${this.#stack.url('prometheus')}/api/v1/alerts`, `${this.#stack.url('loki')}/prometheus/api/v1/alerts`]) {
      const answer = await ask<Answer>(url);
      for (const { labels, state, activeAt } of answer?.data?.alerts ?? []) {
        const { alertname: alert = '', severity = '', service = '' } = labels;
        const activeAtMs = Date.parse(activeAt);
        active.add(`${alert} ${severity} ${service}`);
        const key = `${JSON.stringify(labels)} ${state} ${activeAtMs}`;
        if (this.#known.has(key)) continue;
        this.#known.add(key);
        this.seen.push({ alert, severity, service, state: state as Seen['state'], atMs: Date.now(), activeAtMs });
      }
    }
    this.#active = active;
  }

  async #lookAtHeldBack(): Promise<void> {
    const alerts = (await ask<AtAlertmanager[]>(`${this.#stack.url('alertmanager')}/api/v2/alerts`)) ?? [];
    const names = new Map(alerts.map(({ fingerprint, labels }) => [fingerprint, `${labels.alertname} ${labels.severity}`]));
    for (const { fingerprint, labels, startsAt, status } of alerts) {
      const { alertname: alert = '', severity = '', service = '' } = labels;
      const by = status.inhibitedBy.map((source) => names.get(source)).find((name) => name !== undefined);
      const key = `${fingerprint} ${startsAt} held back`;
      if (by === undefined || this.#known.has(key)) continue;
      this.#known.add(key);
      this.heldBack.push({ alert, severity, service, by, atMs: Date.now() });
    }
  }
}

/** What is down says nothing; the next look asks again. */
async function ask<T>(url: string): Promise<T | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return response.ok ? ((await response.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
