// Everything in generated/: path → YAML. Written by `npm run generate`.

import { stringify } from 'yaml';
import { agent } from './agent.ts';
import { browserDoor } from './browser-door.ts';
import { chartValues } from './chart-values.ts';
import { doorCode } from './door-front.ts';
import { gateway } from './gateway.ts';
import { instrumentation } from './instrumentation.ts';
import { networkPolicies } from './network-policies.ts';
import { namespace, settings } from './settings.ts';

const FOLDER = 'collector/kubernetes/generated';
const NOTE = '# Generated from collector/kubernetes/*.ts and collector/fragments/ by `npm run generate`; do not edit.\n';

/** Paths are relative to the repository. */
export function buildKubernetes(): [string, string][] {
  const collectors = { agent: agent(), gateway: gateway(), 'browser-door': browserDoor() };
  return [
    file('00-settings', [namespace(), settings()]),
    file('00-browser-door-code', [doorCode()]),
    file('10-network-policies', networkPolicies()),
    ...Object.entries(collectors).map(([name, collector]) => file(`20-${name}`, [collector])),
    file('30-instrumentation', [instrumentation()]),
    ...Object.entries(collectors).map(([name, collector]) => file(`chart-values/${name}`, [chartValues(collector)])),
  ];
}

function file(name: string, objects: readonly object[]): [string, string] {
  const texts = objects.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }));
  return [`${FOLDER}/${name}.yaml`, NOTE + texts.join('---\n')];
}
