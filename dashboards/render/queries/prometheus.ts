// PromQL: ranges, moments, exemplars, label values and alerts.

import type { Event, Exemplar, FiringAlert, Point, Series } from '../answers.ts';
import type { Annotation, Target } from '../board.ts';
import { parseDurationMs } from '../durations.ts';
import { aligned } from '../intervals.ts';
import { TRACE_LABEL } from '../labels.ts';
import { fillLabels } from '../template.ts';
import type { TimeRange } from '../time-range.ts';
import { ask, type Stores } from './stores.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [seconds: number, text: string];

interface Answer {
  readonly data: {
    readonly resultType: string;
    readonly result: readonly { readonly metric: Labels; readonly value?: Sample; readonly values?: readonly Sample[] }[] | Sample;
  };
}

const NAME = '__name__';
/** What Grafana calls a series without labels. */
export const UNNAMED = 'Value';

/** `up{job="a"}`, where a query has no legend of its own. */
export function nameOf(labels: Labels, legend: string | undefined): string {
  const given = fillLabels(legend ?? '', labels);
  if (given !== '') return given;
  const pairs = Object.entries(labels).filter(([key]) => key !== NAME);
  const text = pairs.map(([key, value]) => `${key}="${value}"`).join(', ');
  return `${labels[NAME] ?? ''}${text ? `{${text}}` : ''}` || UNNAMED;
}

/** Points at every step, null where the answer has none. */
export function onGrid(samples: readonly Sample[], fromMs: number, toMs: number, stepMs: number): Point[] {
  const found = new Map(samples.map(([seconds, text]) => [Math.round((seconds * 1_000 - fromMs) / stepMs), Number(text)]));
  const count = Math.floor((toMs - fromMs) / stepMs) + 1;
  return Array.from({ length: count }, (_, at): Point => {
    const value = found.get(at);
    return [fromMs + at * stepMs, value === undefined || Number.isNaN(value) ? null : value];
  });
}

/** One point for each step of the range. */
export async function askRange(stores: Stores, target: Target, query: string, range: TimeRange, stepMs: number): Promise<Series[]> {
  const [startMs, endMs] = [aligned(range.fromMs, stepMs), aligned(range.toMs, stepMs)];
  const parameters = { query, start: startMs / 1_000, end: endMs / 1_000, step: stepMs / 1_000 };
  const { data } = (await ask(stores, 'prometheus', '/api/v1/query_range', parameters)) as Answer;
  return (data.result as Exclude<Answer['data']['result'], Sample>).map(({ metric, values }) => ({
    refId: target.refId,
    name: nameOf(metric, target.legendFormat),
    labels: metric,
    points: onGrid(values ?? [], startMs, endMs, stepMs),
  }));
}

/** One point at the end of the range. */
export async function askInstant(stores: Stores, target: Target, query: string, range: TimeRange): Promise<Series[]> {
  const { data } = (await ask(stores, 'prometheus', '/api/v1/query', { query, time: range.toMs / 1_000 })) as Answer;
  const rows =
    data.resultType === 'scalar'
      ? [{ metric: {}, value: data.result as Sample }]
      : (data.result as Exclude<Answer['data']['result'], Sample>);
  return rows.map(({ metric, value }) => {
    const [seconds, text] = value ?? [range.toMs / 1_000, 'NaN'];
    const number = Number(text);
    return {
      refId: target.refId,
      name: nameOf(metric, target.legendFormat),
      labels: metric,
      points: [[seconds * 1_000, Number.isNaN(number) ? null : number] as const],
    };
  });
}

interface ExemplarAnswer {
  readonly data: readonly {
    readonly seriesLabels: Labels;
    readonly exemplars: readonly { readonly labels: Labels; readonly value: string; readonly timestamp: number }[];
  }[];
}

/** More dots than this hide each other; the highest of each part of the range are kept. */
const DOTS = 40;

/** Exemplars with a trace. */
export async function askExemplars(stores: Stores, query: string, range: TimeRange): Promise<Exemplar[]> {
  const parameters = { query, start: range.fromMs / 1_000, end: range.toMs / 1_000 };
  const { data } = (await ask(stores, 'prometheus', '/api/v1/query_exemplars', parameters)) as ExemplarAnswer;
  const all = (data ?? []).flatMap(({ seriesLabels, exemplars }) =>
    exemplars.flatMap(({ labels, value, timestamp }): Exemplar[] => {
      const traceId = labels[TRACE_LABEL];
      return traceId ? [{ timeMs: timestamp * 1_000, value: Number(value), traceId, labels: seriesLabels }] : [];
    }),
  );
  const widthMs = (range.toMs - range.fromMs) / DOTS;
  const highest = new Map<number, Exemplar>();
  for (const exemplar of all) {
    const part = Math.floor((exemplar.timeMs - range.fromMs) / widthMs);
    if (exemplar.value > (highest.get(part)?.value ?? Number.NEGATIVE_INFINITY)) highest.set(part, exemplar);
  }
  return [...highest.values()];
}

/** Values of one label among the series of a selector; all of them without a selector. */
export async function askLabelValues(stores: Stores, selector: string | undefined, label: string, range: TimeRange): Promise<string[]> {
  const parameters = { 'match[]': selector, start: range.fromMs / 1_000, end: range.toMs / 1_000 };
  const answer = (await ask(stores, 'prometheus', `/api/v1/label/${encodeURIComponent(label)}/values`, parameters)) as { data: string[] };
  return answer.data;
}

/** Steps that lie closer together than this many belong to one event. */
const JOINED_STEPS = 1.5;
const MOST_EVENTS = 200;
const EVENT_POINTS = 500;

/** Times at which the annotation's query has a value, as Grafana joins them. */
export async function askEvents(stores: Stores, annotation: Annotation, query: string, range: TimeRange): Promise<Event[]> {
  const wantedMs = parseDurationMs(annotation.step ?? '') ?? 60_000;
  const stepMs = Math.max(wantedMs, Math.ceil((range.toMs - range.fromMs) / EVENT_POINTS / 1_000) * 1_000);
  const series = await askRange(stores, { refId: annotation.name, datasource: annotation.datasource }, query, range, stepMs);
  const events = series.flatMap(({ labels, points }) => {
    const joined: { fromMs: number; toMs: number }[] = [];
    for (const [timeMs, value] of points) {
      if (value === null || value === 0) continue;
      const last = joined.at(-1);
      if (last && timeMs - last.toMs <= stepMs * JOINED_STEPS) last.toMs = timeMs;
      else joined.push({ fromMs: timeMs, toMs: timeMs });
    }
    const title = fillLabels(annotation.titleFormat ?? annotation.name, labels);
    const text = fillLabels(annotation.textFormat ?? '', labels);
    return joined.map((span) => ({ kind: annotation.name, colour: annotation.iconColor, title, text, ...span }));
  });
  return events.sort((a, b) => b.fromMs - a.fromMs).slice(0, MOST_EVENTS);
}

interface AlertsAnswer {
  readonly data: { readonly alerts: readonly { labels: Labels; annotations: Labels; state: string; activeAt: string }[] };
}

/** Alerts that are pending or fire now. */
export async function askAlerts(stores: Stores): Promise<FiringAlert[]> {
  const { data } = (await ask(stores, 'prometheus', '/api/v1/alerts')) as AlertsAnswer;
  return data.alerts
    .map(({ labels, annotations, state, activeAt }) => ({
      name: labels.alertname ?? '',
      state,
      sinceMs: Date.parse(activeAt),
      labels,
      annotations,
    }))
    .sort((a, b) => a.state.localeCompare(b.state) || b.sinceMs - a.sinceMs);
}
