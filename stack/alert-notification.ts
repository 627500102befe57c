// What Alertmanager's webhook delivers (version 4), as far as the on-call inbox reads it, and one line that says it.

export interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  /** Identifies the alert by its labels. */
  readonly fingerprint: string;
}

export interface AlertNotification {
  readonly receiver: string;
  readonly alerts: readonly Alert[];
}

const LINE_LIMIT_CHARACTERS = 300;

/** Reads the body of a webhook; undefined when it is something else. */
export function parseNotification(body: string): AlertNotification | undefined {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isRecord(content) || content.version !== '4' || !Array.isArray(content.alerts)) return undefined;
  const alerts = content.alerts.map(parseAlert);
  if (alerts.includes(undefined)) return undefined;
  return { receiver: String(content.receiver ?? ''), alerts: alerts as Alert[] };
}

/** `ALERT firing page ServiceTelemetryLost peragus/peragus-api — summary`, safe to print on a terminal. */
export function describeAlert({ status, labels, annotations }: Alert): string {
  const words = ['ALERT', status, labels.severity, labels.alertname, labels.job].filter((word) => word !== undefined && word !== '');
  const summary = annotations.summary === undefined ? '' : ` — ${annotations.summary}`;
  // Control characters could move the cursor or forge a line.
  return (words.join(' ') + summary).replace(/\p{Cc}+/gu, ' ').slice(0, LINE_LIMIT_CHARACTERS);
}

function parseAlert(value: unknown): Alert | undefined {
  if (!isRecord(value) || (value.status !== 'firing' && value.status !== 'resolved')) return undefined;
  const labels = parseTexts(value.labels);
  return {
    status: value.status,
    labels,
    annotations: parseTexts(value.annotations),
    startsAt: String(value.startsAt ?? ''),
    fingerprint: String(value.fingerprint ?? JSON.stringify(labels)),
  };
}

function parseTexts(value: unknown): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
