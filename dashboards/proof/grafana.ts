// Asks through Grafana, as its pages do: numbers and lines by /api/ds/query, searches of traces by the proxy of the data source.

import { DATA_SOURCES } from '../kit/data-sources.ts';
import type { LogLine, Series } from '../render/answers.ts';
import type { Target } from '../render/board.ts';
import type { Part } from '../render/panel-data.ts';
import { StoreAwayError, type Stores } from '../render/queries/stores.ts';
import type { TimeRange } from '../render/time-range.ts';
import type { Send } from './questions.ts';

const DEADLINE_MS = 30_000;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Frame {
  readonly schema?: { readonly fields?: readonly Field[] };
  readonly data?: { readonly values?: readonly (readonly unknown[])[] };
}

interface Answer {
  readonly results?: Readonly<Record<string, { readonly frames?: readonly Frame[]; readonly error?: string }>>;
  readonly message?: string;
}

/** Who asks: a token, or name and password in the address. */
export function grafanaOf(address: string, token: string | undefined): { base: string; headers: Record<string, string> } {
  const url = new URL(address);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const basic = url.username ? `Basic ${Buffer.from(credentials).toString('base64')}` : undefined;
  const authorization = token ? `Bearer ${token}` : basic;
  return { base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`, headers: authorization ? { authorization } : {} };
}

/** The stores behind Grafana's proxy: what variables offer, and searches of traces, go there. */
export function storesBehind({ base, headers }: ReturnType<typeof grafanaOf>): Stores {
  const behind = (uid: string): string => `${base}/api/datasources/proxy/uid/${uid}`;
  const { prometheus, loki, tempo } = DATA_SOURCES;
  return { prometheus: behind(prometheus.uid), loki: behind(loki.uid), tempo: behind(tempo.uid), headers };
}

/** Sends queries by /api/ds/query. */
export const sendThrough =
  (grafana: ReturnType<typeof grafanaOf>): Send =>
  async (prepared, target, range) => {
    if (target.datasource.type === DATA_SOURCES.tempo.type) return prepared.send();
    const response = await fetch(`${grafana.base}/api/ds/query`, {
      method: 'POST',
      headers: { ...grafana.headers, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(requestFor(target, prepared.query, prepared.stepMs, range)),
      signal: AbortSignal.timeout(DEADLINE_MS),
    }).catch((error: Error) => {
      throw new StoreAwayError(`Grafana at ${grafana.base} did not answer: ${error.message}`);
    });
    const answer = (await response.json().catch(() => ({}))) as Answer;
    const result = answer.results?.[target.refId];
    const reason = result?.error ?? answer.message;
    if (!response.ok || reason) throw new Error(`Grafana answered ${response.status}: ${reason ?? 'nothing more'}`);
    return readFrames(result?.frames ?? [], target);
  };

function requestFor(target: Target, expr: string, stepMs: number, range: TimeRange): object {
  const { refId, datasource, maxLines, queryType } = target;
  const { uid } = DATA_SOURCES[datasource.type as keyof typeof DATA_SOURCES];
  const instant = target.instant === true || queryType === 'instant';
  const ofKind =
    datasource.type === 'loki' ? { queryType: instant ? 'instant' : 'range', ...(maxLines && { maxLines }) } : { instant, range: !instant };
  const points = Math.max(1, Math.ceil((range.toMs - range.fromMs) / Math.max(stepMs, 1)));
  const query = { refId, datasource: { type: datasource.type, uid }, expr, ...ofKind, intervalMs: stepMs, maxDataPoints: points };
  return { queries: [query], from: String(range.fromMs), to: String(range.toMs) };
}

/** Frames of numbers become series, and frames of lines become lines. */
function readFrames(frames: readonly Frame[], { refId }: Target): Part {
  const read = frames.map((frame) => ({ fields: frame.schema?.fields ?? [], values: frame.data?.values ?? [] }));
  const lines = read.filter(({ fields }) => fields.some(({ type }) => type === 'string'));
  const numbers = read.filter(({ fields }) => !fields.some(({ type }) => type === 'string'));
  return { series: numbers.flatMap(({ fields, values }) => readSeries(fields, values, refId)), lines: lines.flatMap(readLines) };
}

function readSeries(fields: readonly Field[], values: readonly (readonly unknown[])[], refId: string): Series[] {
  const times = values[fields.findIndex(({ type }) => type === 'time')] ?? [];
  return fields.flatMap(({ type, name, labels = {} }, column) => {
    if (type !== 'number') return [];
    const points = (values[column] ?? []).map((value, row) => [Number(times[row]), typeof value === 'number' ? value : null] as const);
    return [{ refId, name, labels, points }];
  });
}

/** Grafana's Loki frames have a column of labels, one of times and one of lines. */
function readLines({ fields, values }: { fields: readonly Field[]; values: readonly (readonly unknown[])[] }): LogLine[] {
  const column = (fits: (field: Field) => boolean): readonly unknown[] => values[fields.findIndex(fits)] ?? [];
  const [times, texts] = [
    column(({ type }) => type === 'time'),
    column(({ type, name }) => type === 'string' && name !== 'id' && name !== 'tsNs'),
  ];
  const labels = column(({ name, type }) => name === 'labels' && type !== 'string');
  return texts.map((text, row) => ({
    timeMs: Number(times[row]),
    text: String(text),
    labels: (labels[row] ?? {}) as Record<string, string>,
  }));
}
