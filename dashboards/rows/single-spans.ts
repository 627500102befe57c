// Graphs whose dots are single spans, one click from their traces: the Collector makes them out of spans, with exemplars.

import {
  collectorAttribute,
  collectorMetric,
  type Matcher,
  METRIC_EXPORT_INTERVAL_S,
  SPAN_KIND_SERVER,
} from '../../instrumentation/vocabulary/index.ts';
import type { Step } from '../kit/colours.ts';
import { quantile } from '../kit/expression.ts';
import type { PanelLink } from '../kit/links.ts';
import type { PanelFrame, TimeSeriesPanel } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { SERVICE, SERVICE_COLOURS } from './shared.ts';

const { spanDuration } = collectorMetric;

interface Spans extends Partial<Pick<PanelFrame, 'width' | 'height'>> {
  /** One of them and many, in the words of the reader: `request`, `requests`. */
  readonly one: string;
  readonly many: string;
  /** Kind of the spans, as the Collector writes it. */
  readonly kind: string;
  /** Names of the spans, as a regular expression; all by default. */
  readonly names?: string;
  readonly slowS: number;
  readonly limits: readonly Step[];
  /** Panel with the duration of all of them. */
  readonly whole: string;
  readonly links: readonly PanelLink[];
}

/** A line of p95 over all traced spans of the kind, with dots that open their traces. */
export function singleSpans({ one, many, kind, names, slowS, limits, whole, links, width = 12, height = 9 }: Spans): TimeSeriesPanel {
  const ofKind: Matcher<typeof spanDuration> = [collectorAttribute.spanKind.key, '=', kind];
  // Only what answers requests has routes.
  const anyRoute = kind !== SPAN_KIND_SERVER;
  const named: readonly Matcher<typeof spanDuration>[] = names === undefined ? [] : [[collectorAttribute.spanName.key, '=~', names]];
  return timeSeries({
    title: `Single ${many} with their traces`,
    shows: `Each diamond is one traced ${one}: rest on it and choose Trace to open it. The line is the time within which 95 % of the traced ${many} end. The Collector makes both out of spans, every ${METRIC_EXPORT_INTERVAL_S} s, with the first few of each name.`,
    normal: `Empty where no ${one} was traced; otherwise diamonds below ${slowS} s, and a line near p95 of "${whole}".`,
    otherwise: `Open a diamond high above the others and see which of its spans takes the time. If the line leaves p95 of "${whole}", a sampler leaves traces out or spans get lost on their way.`,
    empty: `No traced ${one} in this time range, or the Collector makes no metrics out of spans`,
    queries: [{ expression: quantile(0.95, spanDuration, { by: [SERVICE.key], where: [ofKind, ...named], anyRoute }), suffix: 'p95' }],
    colours: SERVICE_COLOURS,
    limits,
    width,
    height,
    links,
  });
}
