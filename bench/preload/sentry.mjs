// Starts Sentry as its documentation says, before the application: everything sampled, logs and runtime metrics on.

import * as Sentry from '@sentry/node';

Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  enableLogs: true,
  integrations: [Sentry.nodeRuntimeMetricsIntegration?.()].filter(Boolean),
});
