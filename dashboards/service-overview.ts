// Dashboard "Service overview": is each service healthy, and if not, which route, dependency, log line and trace says why.

import { attribute, METRIC_EXPORT_INTERVAL_S, type Metric, metric, resourceAttribute, service } from '../instrumentation/vocabulary/index.ts';
import { alerts, deploys } from './kit/annotations.ts';
import { colourNames, goodFrom, NEUTRAL, TONE, worseAbove } from './kit/colours.ts';
import { events, highest, level, named, onlyWhere, type Question, quantile, ratio, reporting, scoped, spent } from './kit/expression.ts';
import { toLogs, toTraces } from './kit/links.ts';
import type { Dashboard, Row } from './kit/model.ts';
import { logs, stat, table, timeSeries, traces } from './kit/panels.ts';
import { ERROR_LEVELS, logRate, scopedLogs, scopedTraces } from './kit/signals.ts';
import { LIMIT } from './limits.ts';
