// Metrics for exporters and readers that aren't ours, with the labels masked of what the application observes; of all else they are already.

import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { maskValue } from '../../privacy/redaction.ts';

/** The same metrics without secrets in their labels. */
export function maskedMetrics(collected: ResourceMetrics): ResourceMetrics {
  return {
    ...collected,
    scopeMetrics: collected.scopeMetrics.map((scope) => ({
      ...scope,
      metrics: scope.metrics.map((metric) => ({ ...metric, dataPoints: metric.dataPoints.map(maskPoint) }) as typeof metric),
    })),
  };
}

const maskPoint = <P extends { readonly attributes: object }>(point: P): P => ({ ...point, attributes: maskValue('', point.attributes) });
