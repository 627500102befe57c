// The labels that name a service in alerts, and how their values are read in a notification text.

import { JOB_LABEL, prometheusLabel, resourceAttribute } from '../instrumentation/vocabulary/index.ts';

/**
 * What one alert about a service is grouped by. The environment is part of it: production must not pass for alive because
 * staging is. Instance and version are not: a new process takes over from the old one.
 */
export const SERVICE_LABELS = [
  JOB_LABEL,
  resourceAttribute.serviceNamespace.key,
  resourceAttribute.serviceName.key,
  resourceAttribute.deploymentEnvironmentName.key,
] as const;

const labelValue = (key: (typeof SERVICE_LABELS)[number]): string => `$labels.${prometheusLabel({ key })}`;

/** `peragus-api`, or `peragus-api (production)` where the environment is known. */
export const SERVICE_TEXT =
  `{{ ${labelValue(resourceAttribute.serviceName.key)} }}` +
  `{{ with ${labelValue(resourceAttribute.deploymentEnvironmentName.key)} }} ({{ . }}){{ end }}`;

/** The service's name inside a URL. */
export const SERVICE_URL_TEXT = `{{ ${labelValue(resourceAttribute.serviceName.key)} | urlQueryEscape }}`;

/** The service as the label `service` of an alert. */
export const SERVICE_LABEL_TEXT = `{{ ${labelValue(resourceAttribute.serviceName.key)} }}`;
