// The services that are observed: names as they appear in every signal.

const NAMESPACE = 'peragus';

/** `job` is what Prometheus makes of namespace and name (OTLP compatibility rules). */
const entry = <const N extends string>(name: N) => ({ namespace: NAMESPACE, name, job: `${NAMESPACE}/${name}` as const });

export const service = {
  api: entry('peragus-api'),
  web: entry('peragus-web'),
} as const;

/** Pages of browsers, as the Collector names whatever comes through their door. They have no metrics, so they aren't among the others. */
export const browserService = entry('peragus-browser');

/** The canary of the pipeline: a namespace of its own and no uptime, so that no list, objective or alert takes it for a service. */
export const canaryService = { namespace: 'peragus-stack', name: 'pipeline-canary', instance: 'canary' } as const;
