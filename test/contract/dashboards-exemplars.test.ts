// A dot on "Service overview" leads to a trace: real spans go through the real Collector, and the panel's own query is asked.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { dataPanels, type Query, queriesOf, readBoard } from '../../dashboards/lint/board.ts';
import { KNOWN_METRICS } from '../../dashboards/lint/known-names.ts';
import { readPromql } from '../../dashboards/lint/promql.ts';
import { ALL_CHOSEN, MACROS, substitute } from '../../dashboards/lint/substitute.ts';
import { serviceOverview } from '../../dashboards/service-overview.ts';
import { attribute, collectorMetric, METRIC_EXPORT_INTERVAL_S, prometheusName } from '../../instrumentation/vocabulary/index.ts';
import type { BackendName } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { API, CHOSEN } from '../support/dashboard-history.ts';
import { answerTo } from '../support/dashboard-queries.ts';
import { keyValues, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { queryPrometheus } from '../support/store-queries.ts';
import { Stores } from '../support/stores.ts';
import { waitFor } from '../support/wait.ts';

const NAMES = ['collector', 'prometheus', 'tempo'] as const satisfies readonly BackendName[];
/** The query needs two exports of the Collector. */
const ARRIVES_WITHIN_MS = 5 * METRIC_EXPORT_INTERVAL_S * 1_000;
const ASK_EVERY_MS = 1_000;
const OTHER_ROUTE = '/api/slow';
const SERVER = 2;
const CLIENT = 3;

describe('exemplars of "Service overview"', function () {
  this.timeout(ARRIVES_WITHIN_MS + 15_000);
  const board = readBoard(buildClassic(serviceOverview));
  const panel = dataPanels(board).find(({ targets = [] }) => targets.some(({ expr = '' }) => expr.includes(bucket)));
  const [query] = queriesOf(board).filter(({ place }) => place.includes(`panel "${panel?.title}"`)) as [Query];
  const selector = (values: Readonly<Record<string, string>>): string => substitute(query.text, { ...MACROS, ...values });

  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let stores: Stores;
  /** Ids of the traces sent, by route. */
  const sent: Record<string, string[]> = { [CHOSEN.route]: [], [OTHER_ROUTE]: [] };
