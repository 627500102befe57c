// The preload about itself: which libraries are really instrumented, and which of its own checks hold.

import { atMost, attributes, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { own } from './sources.ts';

/** Packages reported; far above what is patched. */
const PACKAGES_MAX = 60;

export const selfProofAttribute = attributes({
  instrumentedPackage: {
    ...own,
    key: 'peragus.package.name',
    type: 'string',
    cardinality: atMost(PACKAGES_MAX),
    brief: 'npm package that the application loaded',
  },
  instrumentedVersion: {
    ...own,
    key: 'peragus.package.version',
    type: 'string',
    cardinality: atMost(PACKAGES_MAX),
    brief: 'Version of that package',
  },
  selfCheck: {
    ...own,
    key: 'peragus.check',
    type: 'string',
    cardinality: oneOf('api', 'log_bridge', 'traces_delivery', 'metrics_delivery', 'logs_delivery', 'bundles', 'report'),
    brief: 'Check of the self-proof',
  },
});

const a = selfProofAttribute;

export const selfProofMetric = metrics({
  instrumentationActive: {
    ...own,
    name: 'peragus.instrumentation.active',
    instrument: 'gauge',
    unit: '{package}',
    attributes: [a.instrumentedPackage, a.instrumentedVersion],
    seriesBudget: PACKAGES_MAX,
    brief: '1 when a loaded package that the preload knows is really instrumented, 0 when it runs unseen',
  },
  selfCheckOk: {
    ...own,
    name: 'peragus.self_check.ok',
    instrument: 'gauge',
    unit: '{check}',
    attributes: [a.selfCheck],
    seriesBudget: 7,
    brief: '1 when the check holds, 0 when it fails; absent until it was made',
  },
});
