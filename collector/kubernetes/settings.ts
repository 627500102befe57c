// What differs by cluster, in one place: the namespace, and the variables that all Collectors read.

import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { NAMESPACE, SETTINGS } from './pod.ts';

export function namespace(): INamespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: NAMESPACE,
      // Privileged for the agents alone: their queue lies in a folder of the node, which one container gives to their user.
      labels: { 'pod-security.kubernetes.io/enforce': 'privileged', 'pod-security.kubernetes.io/warn': 'restricted' },
    },
  };
}

/** Edit this one: names of variables are those of the fragments. Secrets are files, never variables. */
export function settings(): IConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: SETTINGS, namespace: NAMESPACE },
    data: {
      PERAGUS_PROMETHEUS_URL: 'http://prometheus.stores.svc.cluster.local:9090',
      PERAGUS_LOKI_URL: 'http://loki.stores.svc.cluster.local:3100',
      PERAGUS_TEMPO_OTLP_URL: 'http://tempo.stores.svc.cluster.local:4338',
      // Whose pages may send to the browser door; the last proxy before it is the ingress.
      PERAGUS_BROWSER_ORIGINS: 'https://app.example.com',
      PERAGUS_BROWSER_TRUSTED_PROXIES: '1',
      // The same for agents and gateways: agents take exemplars from spans that gateways keep. Its fragments are in the manifests.
      PERAGUS_SAMPLE_ONE_IN: '10',
    },
  };
}
