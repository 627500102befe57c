// Watches what Prometheus and Loki's ruler say of their alerts, several times a second: when each is first pending, and when it fires.

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

export class AlertWatch {
  readonly seen: Seen[] = [];
  /** Alerts that Alertmanager held back because of another, as `alert service`. */
  readonly inhibited = new Set<string>();
  readonly #stack: ProofStack;
  readonly #known = new Set<string>();
  #active = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(stack: ProofStack) {
    this.#stack = stack;
  }

  start(): void {
    const look = async () => {
      await Promise.all([this.#look(), this.#lookAtInhibited()]);
      this.#timer = setTimeout(look, LOOK_EVERY_MS);
    };
    void look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  isActive(alert: string, severity: string, service: string): boolean {
    return this.#active.has(`${alert} ${severity} ${service}`);
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

  async #lookAtInhibited(): Promise<void> {
    const alerts = await ask<{ labels: Record<string, string>; status: { inhibitedBy: string[] } }[]>(
      `${this.#stack.url('alertmanager')}/api/v2/alerts?active=false&silenced=false&inhibited=true`,
    );
    for (const { labels, status } of alerts ?? []) {
      if (status.inhibitedBy.length > 0) this.inhibited.add(`${labels.alertname} ${labels.severity} ${labels.service}`);
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
