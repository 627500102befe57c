// Who may talk to whom: applications to agents, agents and doors to gateways, gateways to the stores, Prometheus to all; nobody else.

import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PORTS } from '../../stack/ports.ts';
import { AGENT_NAME } from './agent.ts';
import { DOOR_NAME } from './browser-door.ts';
import { GATEWAY_NAME } from './gateway.ts';
import { NAMESPACE } from './pod.ts';

type Rule = NonNullable<NonNullable<INetworkPolicy['spec']>['ingress']>[number];

/** Namespaces say themselves that they hold stores, or what scrapes. */
const STORES = { namespaceSelector: { matchLabels: { 'peragus.dev/holds': 'stores' } } };
const SCRAPERS = { namespaceSelector: { matchLabels: { 'peragus.dev/holds': 'monitoring' } } };
const CLUSTER_DNS = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { port: 53, protocol: 'UDP' as const },
    { port: 53, protocol: 'TCP' as const },
  ],
};

const podsOf = (name: string) => ({ matchLabels: { 'app.kubernetes.io/instance': `${NAMESPACE}.${name}` } });
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' as const }));
const scrapes: Rule = { from: [SCRAPERS], ports: tcp(PORTS.collectorMetrics.default) };
const toGateways = { to: [{ podSelector: podsOf(GATEWAY_NAME) }], ports: tcp(PORTS.otlpGrpc.default) };

export function networkPolicies(): INetworkPolicy[] {
  const otlp = tcp(PORTS.otlpGrpc.default, PORTS.otlpHttp.default);
  return [
    policy(AGENT_NAME, { ingress: [{ from: [{ namespaceSelector: {} }], ports: otlp }, scrapes], egress: [toGateways, CLUSTER_DNS] }),
    policy(GATEWAY_NAME, {
      ingress: [
        { from: [{ podSelector: podsOf(AGENT_NAME) }, { podSelector: podsOf(DOOR_NAME) }], ports: tcp(PORTS.otlpGrpc.default) },
        scrapes,
      ],
      egress: [{ to: [STORES] }, CLUSTER_DNS],
    }),
    // Whoever carries browsers' requests in: an ingress controller, whose address only the cluster knows.
    policy(DOOR_NAME, { ingress: [{ ports: tcp(PORTS.browserDoor.default) }, scrapes], egress: [toGateways, CLUSTER_DNS] }),
  ];
}

function policy(name: string, rules: Pick<NonNullable<INetworkPolicy['spec']>, 'ingress' | 'egress'>): INetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: NAMESPACE },
    spec: { podSelector: podsOf(name), policyTypes: ['Ingress', 'Egress'], ...rules },
  };
}
