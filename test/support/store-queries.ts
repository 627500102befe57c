// Raw answers of the three stores over their public APIs, for tests that look at labels, exemplars and everything stored.

// What the stores answer is read as it comes.
export type Json = ReturnType<typeof JSON.parse>;

const ANSWER_DEADLINE_MS = 10_000;
const A_DAY_S = 86_400;

async function getJson(baseUrl: string, path: string, query: Record<string, string>): Promise<Json> {
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const headers = { accept: 'application/json', 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
  const text = await response.text();
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url.origin}${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

const lastDay = () => {
  const nowS = Math.floor(Date.now() / 1_000);
  return { start: String(nowS - A_DAY_S), end: String(nowS + 60) };
};

/** Series of an instant query: `{ metric, value: [time, text] }`. */
export async function queryPrometheus(baseUrl: string, query: string): Promise<Json[]> {
  return (await getJson(baseUrl, '/api/v1/query', { query })).data.result;
}

/** Exemplars of the last day: `{ labels, value, timestamp }`. */
export async function queryExemplars(baseUrl: string, query: string): Promise<Json[]> {
  const answer = await getJson(baseUrl, '/api/v1/query_exemplars', { query, ...lastDay() });
  return answer.data.flatMap((series: Json) => series.exemplars);
}

/** Streams of the last day: `{ stream, values: [[time, line, { structuredMetadata }]] }`. */
export async function queryLoki(baseUrl: string, query: string): Promise<Json[]> {
  return (await getJson(baseUrl, '/loki/api/v1/query_range', { query, limit: '5000', ...lastDay() })).data.result;
}

/** Names of the index labels of Loki. */
export async function listLokiLabels(baseUrl: string): Promise<string[]> {
  return (await getJson(baseUrl, '/loki/api/v1/labels', lastDay())).data ?? [];
}

/** A trace by its id; undefined while Tempo has none. */
export async function readTrace(baseUrl: string, traceId: string): Promise<Json | undefined> {
  return getJson(baseUrl, `/api/traces/${traceId}`, {});
}

/** Traces of the last day that match a TraceQL query. */
export async function searchTempo(baseUrl: string, query: string): Promise<Json[]> {
  return (await getJson(baseUrl, '/api/search', { q: query, limit: '100', ...lastDay() })).traces ?? [];
}

/** Names of the attributes that Tempo has seen in the last day: `{ name, tags }` for each scope. */
export async function searchTags(baseUrl: string): Promise<{ readonly name: string; readonly tags: string[] }[]> {
  return (await getJson(baseUrl, '/api/v2/search/tags', { limit: '0', ...lastDay() }))?.scopes ?? [];
}
