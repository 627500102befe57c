// The dashboard variables that narrow every query, and the matchers that they put into a selector.

import {
  attribute,
  INSTANCE_LABEL,
  type Matcher,
  type Metric,
  prometheusLabel,
  resourceAttribute,
} from '../../instrumentation/vocabulary/index.ts';

/**
 * What "All" stands for. `.*` and not `.+`: it also matches series that lack the label (a request without a route),
 * and it has no `+`, which a URL turns into a space.
 */
export const ALL = '.*';

export interface ScopeVariable {
  readonly title: string;
  readonly description: string;
  /** Key of the label that the variable selects. */
  readonly key: string;
}

export const SCOPE = {
  environment: { title: 'Environment', description: 'Deployment environment', key: resourceAttribute.deploymentEnvironmentName.key },
  service: { title: 'Service', description: 'Name of the service', key: resourceAttribute.serviceName.key },
  instance: { title: 'Instance', description: 'One process of a service; every start is a new one', key: INSTANCE_LABEL },
  route: { title: 'Route', description: 'Route template of the HTTP server', key: attribute.httpRoute.key },
} as const satisfies Record<string, ScopeVariable>;

export type ScopeName = keyof typeof SCOPE;

/** The variable as it stands in a query. */
export const placeholder = (name: ScopeName): string => `$${name}`;

/** One matcher as it stands in a PromQL or LogQL selector. */
export const scopeMatcher = (name: ScopeName): string => `${prometheusLabel(SCOPE[name])}=~"${placeholder(name)}"`;

/** Matchers of the named variables, for a metric that has their labels. */
export function narrowedBy<M extends Metric>(...names: readonly ScopeName[]): readonly Matcher<M>[] {
  return names.map((name) => [SCOPE[name].key, '=~', placeholder(name)] as unknown as Matcher<M>);
}

/** Matchers of the variables that mean something on this metric: the resource's, the route where the metric has one; none for a part of the stack. */
export function scopeMatchers<M extends Metric>(metric: M, anyRoute = false): readonly Matcher<M>[] {
  if (metric.source === 'stack') return [];
  const hasRoute = !anyRoute && metric.attributes.some((entry) => entry.key === SCOPE.route.key);
  return narrowedBy('environment', 'service', 'instance', ...(hasRoute ? (['route'] as const) : []));
}
