// The objects for Kubernetes: what the API server and the operator check, and what their Collectors say to their configuration.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as policy from 'kubernetes-models/networking.k8s.io/v1';
import * as core from 'kubernetes-models/v1';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { DOOR_NAME } from '../../collector/kubernetes/browser-door.ts';
import { PORTS } from '../../stack/ports.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { faultsOf } from '../support/strict-schema.ts';

// Manifests are read as they come.
type Json = ReturnType<typeof JSON.parse>;

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'collector', 'kubernetes');
const objects: Json[] = readdirSync(join(FOLDER, 'generated'))
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseAllDocuments(readFileSync(join(FOLDER, 'generated', name), 'utf8')).map((document) => document.toJS()));
const collectors = objects.filter(({ kind }) => kind === 'OpenTelemetryCollector');
const nameOf = ({ kind, metadata }: Json): string => `${kind} ${metadata.name}`;

/** Checks against the schemas of Kubernetes; throws. */
const PLAIN: Record<string, new (object: Json) => { validate(): void }> = {
  ConfigMap: core.ConfigMap,
  Namespace: core.Namespace,
  NetworkPolicy: policy.NetworkPolicy,
};

describe('collector/kubernetes/generated', () => {
  it('has 3 Collectors and an Instrumentation that the schemas of the operator take to the last field', () => {
    const own = objects.filter(({ apiVersion }) => apiVersion.startsWith('opentelemetry.io/'));
    expect(own.map(({ kind }) => kind).sort()).to.deep.equal(['Instrumentation', ...Array(3).fill('OpenTelemetryCollector')]);
    for (const object of own) expect(faultsOf(object), nameOf(object)).to.deep.equal([]);
  });

  it('would be refused with a wrong type, a missing field or a field that nobody knows', () => {
    const [good] = collectors;
    const { config: _, ...without } = good.spec;
    for (const [spec, fault] of [
      [{ ...good.spec, replicas: 'three' }, '/replicas must be integer'],
      [{ ...good.spec, podDisruptionBudgets: {} }, 'podDisruptionBudgets'],
      [{ ...good.spec, mode: 'sidecars' }, '/mode must be equal to one of'],
      [without, "must have required property 'config'"],
    ] as const) {
      expect(faultsOf({ ...good, spec }).join('\n')).to.contain(fault);
    }
  });

  it('has settings, a namespace and 3 network policies that the schemas of Kubernetes take', () => {
    const plain = objects.filter(({ apiVersion }) => !apiVersion.startsWith('opentelemetry.io/'));
    expect(plain).to.have.length(6);
    for (const object of plain) {
      const Model = PLAIN[object.kind];
      expect(Model, object.kind).not.to.equal(undefined);
      if (Model) expect(() => new Model(object).validate(), nameOf(object)).not.to.throw();
    }
    const bad = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { podSelector: 'all' } };
    expect(() => new policy.NetworkPolicy(bad as Json).validate()).to.throw();
  });

  it('runs every container as a user without rights, on a read-only file system; only the agents’ folder is given away by root', () => {
    for (const collector of collectors) {
      const { podSecurityContext, securityContext, initContainers = [], additionalContainers = [] } = collector.spec;
      expect(podSecurityContext, nameOf(collector)).to.include({ runAsNonRoot: true, runAsUser: 10001 });
      for (const context of [
        securityContext,
        ...[...initContainers, ...additionalContainers].map(({ securityContext: own }: Json) => own),
      ]) {
        expect(context).to.deep.include({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, privileged: false });
        expect(context.capabilities.drop).to.deep.equal(['ALL']);
      }
    }
    const asRoot = collectors.flatMap(({ spec }) => spec.initContainers ?? []).filter((one: Json) => one.securityContext.runAsUser === 0);
    expect(asRoot.map(({ name }: Json) => name)).to.deep.equal(['own-the-folder']);
  });

  it('keeps each queue on a volume that outlives the pod, and takes the image of docker-compose.yml', () => {
    const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
    for (const { metadata, spec } of collectors) {
      const { mountPath } = spec.volumeMounts.find(({ name }: Json) => name === 'queue');
      expect(spec.config.extensions.file_storage.directory, metadata.name).to.equal(`${mountPath}/collector/queue`);
      const isOnNode = spec.volumes?.some(({ name, hostPath }: Json) => name === 'queue' && hostPath);
      const isClaimed = spec.volumeClaimTemplates?.some((claim: Json) => claim.metadata.name === 'queue');
      expect(isOnNode || isClaimed, metadata.name).to.equal(true);
      expect(compose).to.contain(`image: ${spec.image}\n`);
    }
  });
});

describe('the configurations in collector/kubernetes/generated', function () {
  this.timeout(60_000);
  let program = '';
  const scratch = mkdtempSync(join(tmpdir(), 'peragus-kubernetes-'));

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    program = (await programsOf('collector'))['otelcol-peragus'] ?? '';
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('are taken by the Collector, 3 of 3, with the variables that the pods have', () => {
    const { data } = objects.find(({ kind }) => kind === 'ConfigMap');
    for (const { metadata, spec } of collectors) {
      const file = join(scratch, `${metadata.name}.yaml`);
      writeFileSync(file, stringify(spec.config));
      writeFileSync(join(scratch, 'started'), '1764300000\n');
      const variables = spec.env.flatMap(({ name, value = 'pod-0' }: Json) => [[name, value.replace('/run/peragus', scratch)]]);
      const env = { PATH: process.env.PATH, ...data, ...Object.fromEntries(variables) };
      const { status, stderr } = spawnSync(program, ['validate', `--config=${file}`], { env, encoding: 'utf8' });
      expect(status, `${metadata.name}: ${stderr}`).to.equal(0);
    }
  });

  it('lets the public reach the browser door by its front alone: the Collector behind it listens on loopback, and no policy opens its port', () => {
    const door = collectors.find(({ metadata }) => metadata.name === DOOR_NAME);
    const { endpoint } = door.spec.config.receivers['otlp/browser'].protocols.http;
    expect(endpoint).to.equal(`127.0.0.1:${PORTS.browserCollector.default}`);
    const [front] = door.spec.additionalContainers;
    expect(front.image).to.equal(parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')).services['browser-door'].image);
    const rules = objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === DOOR_NAME).spec.ingress;
    const open = rules.filter(({ from }: Json) => from === undefined).flatMap(({ ports }: Json) => ports.map(({ port }: Json) => port));
    expect(open).to.deep.equal([PORTS.browserDoor.default]);
    const code = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'peragus-browser-door-code').data;
    const sources = readdirSync(join(ROOT, 'collector', 'browser-door'));
    expect(Object.keys(code)).to.have.members([...sources, 'package.json']);
  });
});
