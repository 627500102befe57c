// Sends the queries of one panel and gathers what comes back; a query that fails is named, and the others still count.

import type { FiringAlert, PanelData } from './answers.ts';
import type { Panel, Target } from './board.ts';
import type { Choice } from './choices.ts';
import { lokiMacros, lokiStepMs, promMacros, promStepMs, tempoMacros } from './intervals.ts';
import { askLoki } from './queries/loki.ts';
import { askAlerts, askExemplars, askInstant, askRange } from './queries/prometheus.ts';
import type { Stores } from './queries/stores.ts';
import { searchSpans, searchTraces } from './queries/tempo-search.ts';
import type { Turns } from './queries/turns.ts';
import { queryLookup } from './query-lookup.ts';
import { fill } from './template.ts';
import type { TimeRange } from './time-range.ts';

/** What every query of a view has in common. */
export interface Asking {
  readonly range: TimeRange;
  readonly choices: readonly Choice[];
  readonly stores: Stores;
  readonly turns: Turns;
}

/** Points over the whole width of a page; a panel of half the width gets half of them. Grafana takes one for each pixel, which a drawing has no use for. */
const POINTS_ACROSS = 1_000;
const COLUMNS = 24;
const TRACES_LISTED = 20;

const pointsOf = ({ gridPos }: Panel): number => Math.round((POINTS_ACROSS * gridPos.w) / COLUMNS);

/** What one query is answered. */
export type Part = Partial<PanelData>;

/** One query as it is sent, and how. */
export interface Prepared {
  readonly query: string;
  /** Distance of two points; 0 for a search, which has none. */
  readonly stepMs: number;
  readonly send: () => Promise<Part>;
}

const PREPARE: Readonly<Record<string, (target: Target, panel: Panel, asking: Asking) => Prepared>> = {
  prometheus: (target, panel, { range, choices, stores }) => {
    const minStep = target.interval || panel.interval;
    const stepMs = promStepMs(range, pointsOf(panel), minStep);
    const query = fill(target.expr ?? '', queryLookup(choices, promMacros(range, stepMs, minStep)));
    const send = async (): Promise<Part> => {
      if (target.instant) return { series: await askInstant(stores, target, query, range) };
      const [series, exemplars] = await Promise.all([
        askRange(stores, target, query, range, stepMs),
        target.exemplar ? askExemplars(stores, query, range) : [],
      ]);
      return { series, exemplars };
    };
    return { query, stepMs, send };
  },
  loki: (target, panel, { range, choices, stores }) => {
    const stepMs = lokiStepMs(range, pointsOf(panel), target.step || panel.interval);
    const instant = target.instant === true || target.queryType === 'instant';
    const query = fill(target.expr ?? '', queryLookup(choices, lokiMacros(range, stepMs, instant)));
    return { query, stepMs, send: () => askLoki(stores, target, query, range, stepMs) };
  },
  tempo: (target, _panel, { range, choices, stores }) => {
    const query = fill(target.query ?? '', queryLookup(choices, tempoMacros(range)));
    const limit = target.limit ?? TRACES_LISTED;
    const send = async (): Promise<Part> =>
      target.tableType === 'spans'
        ? { spans: await searchSpans(stores, query, range, limit) }
        : { traces: await searchTraces(stores, query, range, limit) };
    return { query, stepMs: 0, send };
  },
};

/**
 * Fills in the variables of one query.
 * @throws Error when its kind of data source is not known.
 */
export function prepareTarget(target: Target, panel: Panel, asking: Asking): Prepared {
  const prepare = PREPARE[target.datasource.type];
  if (!prepare) throw new Error(`Data sources of the type "${target.datasource.type}" are not known here.`);
  return prepare(target, panel, asking);
}

/** Everything that the panel's queries find. */
export async function askPanel(panel: Panel, asking: Asking): Promise<PanelData> {
  const targets = (panel.targets ?? []).filter(({ hide }) => !hide);
  const parts = await Promise.all(targets.map((target) => askTarget(target, panel, asking)));
  if (panel.type === 'alertlist') parts.push(await alertsOf(asking));
  return {
    series: parts.flatMap(({ series = [] }) => series),
    exemplars: parts.flatMap(({ exemplars = [] }) => exemplars),
    lines: parts.flatMap(({ lines = [] }) => lines),
    traces: parts.flatMap(({ traces = [] }) => traces),
    spans: parts.flatMap(({ spans = [] }) => spans),
    alerts: parts.flatMap(({ alerts = [] }) => alerts),
    failures: parts.flatMap(({ failures = [] }) => failures),
    sent: parts.flatMap(({ sent = [] }) => sent),
  };
}

async function askTarget(target: Target, panel: Panel, asking: Asking): Promise<Part> {
  const { refId } = target;
  let query = target.expr ?? target.query ?? '';
  try {
    const prepared = prepareTarget(target, panel, asking);
    query = prepared.query;
    return { ...(await asking.turns.take(prepared.send)), sent: [{ refId, query }] };
  } catch (error) {
    return { failures: [{ refId, query, reason: (error as Error).message }], sent: [{ refId, query }] };
  }
}

async function alertsOf({ stores, turns }: Asking): Promise<Part> {
  try {
    const alerts: FiringAlert[] = await turns.take(() => askAlerts(stores));
    return { alerts };
  } catch (error) {
    return { failures: [{ refId: 'A', query: '/api/v1/alerts', reason: (error as Error).message }] };
  }
}
