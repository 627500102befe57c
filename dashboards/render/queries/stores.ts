// Where Prometheus, Loki and Tempo are, and how they are asked: read only, within a deadline.

export interface Stores {
  readonly prometheus: string;
  readonly loki: string;
  readonly tempo: string;
  /** Sent with every query, such as who asks. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The launcher's ports (stack/ports.ts); a test compares them. */
export const STORE_PORTS = {
  prometheus: { variable: 'PERAGUS_PROMETHEUS_PORT', default: 9090 },
  loki: { variable: 'PERAGUS_LOKI_PORT', default: 3100 },
  tempo: { variable: 'PERAGUS_TEMPO_PORT', default: 3200 },
} as const;

export type StoreName = keyof typeof STORE_PORTS;

const TITLE: Readonly<Record<StoreName, string>> = { prometheus: 'Prometheus', loki: 'Loki', tempo: 'Tempo' };
const DEADLINE_MS = 20_000;

/** A store's address: `PERAGUS_PROMETHEUS_URL` and its like, as Grafana's provisioning has them, or the launcher's port. */
export function readStores(environment: NodeJS.ProcessEnv): Stores {
  const address = (name: StoreName): string => {
    const { variable, default: port } = STORE_PORTS[name];
    const given = environment[`PERAGUS_${name.toUpperCase()}_URL`];
    return (given || `http://127.0.0.1:${environment[variable] || port}`).replace(/\/+$/, '');
  };
  return { prometheus: address('prometheus'), loki: address('loki'), tempo: address('tempo') };
}

/** What was asked and what came back, in one sentence. */
class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The store said nothing: it is away, or late. */
export class StoreAwayError extends StoreError {
  override readonly name = 'StoreAwayError';
}

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/**
 * Sends one GET and returns the parsed answer.
 * @throws StoreError when the store can't be reached, is late or refuses the query.
 */
export async function ask(stores: Stores, name: StoreName, path: string, parameters: Parameters = {}): Promise<unknown> {
  const url = new URL(stores[name] + path);
  for (const [key, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(key, String(value));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { headers: { accept: 'application/json', ...stores.headers }, signal: AbortSignal.timeout(DEADLINE_MS) });
    text = await response.text();
  } catch (error) {
    throw new StoreAwayError(`${TITLE[name]} at ${stores[name]} ${describeTrouble(error as Error)}.`);
  }
  if (!response.ok) throw new StoreError(`${TITLE[name]} answered ${response.status}: ${readReason(text)}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreError(`${TITLE[name]} answered ${response.status} with something that is no JSON.`);
  }
}

function describeTrouble(error: Error): string {
  if (error.name === 'TimeoutError') return `did not answer within ${DEADLINE_MS / 1_000} s`;
  const { code } = (error.cause ?? {}) as { code?: string };
  return `can't be reached (${code ?? error.message})`;
}

/** Longer reasons say no more. */
const REASON_LENGTH = 400;

/** Prometheus and Loki wrap their reason in JSON, or don't. */
function readReason(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: string; message?: string };
    return (error ?? message ?? text).slice(0, REASON_LENGTH);
  } catch {
    return text.trim().slice(0, REASON_LENGTH) || 'nothing more';
  }
}
