// The values rendered by the official charts. No registry that CI reaches has the charts, so this runs where somebody has them:
// PERAGUS_HELM_CHARTS=<checkout of opentelemetry-helm-charts>/charts, with helm on the PATH.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as disruption from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';

// Manifests are read as they come.
type Json = ReturnType<typeof JSON.parse>;

const FOLDER = join(import.meta.dirname, '..', '..', 'collector', 'kubernetes');
const CHARTS = process.env.PERAGUS_HELM_CHARTS ?? '';
const models: Record<string, Json> = { ...core, ...apps, ...autoscaling, ...disruption };

describe('values of the official charts', function () {
  this.timeout(60_000);

  before(function () {
    const found = spawnSync('helm', ['version']).status === 0;
    if (!CHARTS || !found) this.skip();
  });

  for (const [values, kinds] of [
    ['agent', ['ConfigMap', 'DaemonSet', 'Service', 'ServiceAccount']],
    ['gateway', ['ConfigMap', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'Service', 'ServiceAccount', 'StatefulSet']],
    ['browser-door', ['ConfigMap', 'PodDisruptionBudget', 'Service', 'ServiceAccount', 'StatefulSet']],
  ] as const) {
    it(`of the ${values} render to ${kinds.length} objects that the schemas of Kubernetes take`, () => {
      const objects = render('opentelemetry-collector', join(FOLDER, 'generated', 'chart-values', `${values}.yaml`));
      expect(objects.map(({ kind }) => kind).sort()).to.deep.equal(kinds);
      for (const object of objects) expect(() => new models[object.kind](object).validate(), object.kind).not.to.throw();
    });
  }

  it('of the operator render', () => {
    expect(render('opentelemetry-operator', join(FOLDER, 'operator-values.yaml')).map(({ kind }) => kind)).to.include('Deployment');
  });
});

function render(chart: string, values: string): Json[] {
  const { status, stdout, stderr } = spawnSync(
    'helm',
    ['template', 'peragus', join(CHARTS, chart), '--kube-version', '1.33.0', '-f', values],
    { encoding: 'utf8' },
  );
  expect(status, stderr).to.equal(0);
  return parseAllDocuments(stdout).flatMap((document) => document.toJS() ?? []);
}
