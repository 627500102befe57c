// Faults of the parts of the stack: killed, stopped, short of memory, with a configuration that they can't read, or cut off from each other.

import { readFile, writeFile } from 'node:fs/promises';
import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import type { BackendName } from '../../../stack/process-spec.ts';
import { logs, nowNanos, postOtlp } from '../../support/otlp-json.ts';
import { queryPrometheus } from '../../support/store-queries.ts';
import type { ProofStack } from '../proof-stack.ts';
import type { Row, Scene } from '../row.ts';
import { again } from './again.ts';

const EVERY_SERVICE = 'ServiceTelemetryLost *';
const resource = { [resourceAttribute.serviceName.key]: 'proof-sender', [resourceAttribute.serviceNamespace.key]: 'proof' };
const TEXT = 'y'.repeat(20_000);
/** A long line, or the same one so many times. */
const line = (times = 1) =>
  logs(
    resource,
    Array.from({ length: times }, () => ({ timeUnixNano: nowNanos(), body: { stringValue: TEXT } })),
  );

async function killed({ stack }: Scene, name: BackendName): Promise<() => Promise<void>> {
  await stack.kill(name);
  return () => stack.run(name);
}

/** Breaks a configuration that a part reads at SIGHUP; the end puts back what was there. */
async function misconfigured(stack: ProofStack, name: BackendName, file: string, text: string): Promise<() => Promise<void>> {
  const path = stack.file(name, ...file.split('/'));
  const before = await readFile(path, 'utf8');
  const write = async (content: string) => {
    await writeFile(path, content);
    stack.signal(name, 'SIGHUP');
  };
  await write(text);
  return () => write(before);
}

/** Sends one more line while less than three quarters of the queue are taken. */
async function fillQueue(stack: ProofStack): Promise<void> {
  const share = 'max(otelcol_exporter_queue_size{exporter="otlp_http/loki"} / otelcol_exporter_queue_capacity{exporter="otlp_http/loki"})';
  const [taken] = await queryPrometheus(stack.url('prometheus'), share);
  if (Number(taken?.value[1] ?? 0) > 0.75) return;
  await postOtlp(stack.url('otlpHttp'), 'logs', line());
}

export const partFaults: readonly Row[] = [
  {
    fault: 'Alertmanager is told to read a configuration that is none.',
    alerts: ['AlertmanagerConfigReloadFailed page'],
    service: 'alertmanager',
    phase: 'configuration',
    begin: ({ stack }) => misconfigured(stack, 'alertmanager', 'alertmanager.yaml', 'route: nowhere\n'),
  },
  {
    fault: 'Prometheus is told to read a configuration that is none.',
    alerts: ['PrometheusConfigReloadFailed page'],
    service: 'prometheus',
    phase: 'configuration',
    begin: ({ stack }) => misconfigured(stack, 'prometheus', 'prometheus.yaml', 'global: nothing\n'),
  },
  {
    fault: 'Loki is killed, while 400 KB of lines a second come; the queue to it holds 600 KB here.',
    alerts: ['CollectorQueueFilling ticket', 'CollectorQueueFull page', 'CollectorRefusing page', 'TargetDown ticket loki'],
    service: 'collector',
    phase: 'stores',
    begin: async (scene) => {
      const back = await killed(scene, 'loki');
      const quiet = again(() => postOtlp(scene.stack.url('otlpHttp'), 'logs', line(2)), 100);
      return async () => {
        quiet();
        await back();
      };
    },
  },
  {
    fault: 'What should take the lines of the Collector answers with 503, and its queue is three quarters full.',
    alerts: ['CollectorQueueFilling ticket'],
    service: 'collector',
    phase: 'queue',
    begin: async ({ stack, standIns }) => {
      standIns.refuses = true;
      await stack.restart('collector', ['--config', `yaml:exporters::otlp_http/loki::logs_endpoint: ${standIns.receiverUrl}/v1/logs`]);
      const quiet = again(() => fillQueue(stack), 500);
      return async () => {
        quiet();
        standIns.refuses = false;
        await stack.restart('collector');
      };
    },
  },
  {
    fault: 'Tempo is killed.',
    alerts: ['TargetDown ticket'],
    service: 'tempo',
    phase: 'stores',
    begin: (scene) => killed(scene, 'tempo'),
  },
  {
    fault: 'Loki is killed, and the canary looks for its log record.',
    alerts: ['PipelineCanaryLost ticket'],
    service: 'canary',
    phase: 'canary',
    begin: (scene) => killed(scene, 'loki'),
  },
  {
    fault: 'The Collector is killed.',
    alerts: ['CollectorDown page'],
    service: 'collector',
    phase: 'collector killed',
    brings: [EVERY_SERVICE],
    begin: (scene) => killed(scene, 'collector'),
  },
  {
    fault: 'The Collector is stopped with SIGSTOP, and goes on at the end.',
    alerts: ['CollectorDown page'],
    service: 'collector',
    phase: 'collector stopped',
    brings: [EVERY_SERVICE],
    begin: async ({ stack }) => {
      stack.signal('collector', 'SIGSTOP');
      return () => stack.signal('collector', 'SIGCONT');
    },
  },
  {
    fault: 'The Collector is started with a limit of memory that it is above at once, and sent a line a second.',
    alerts: ['CollectorMemoryRefusing ticket', 'CollectorRefusing page'],
    service: 'collector',
    phase: 'collector small',
    brings: [EVERY_SERVICE, 'CollectorDown collector'],
    begin: async ({ stack }) => {
      const limit = 'yaml:processors::memory_limiter: {check_interval: 1s, limit_mib: 2, spike_limit_mib: 1}';
      await stack.restart('collector', ['--config', limit]);
      const quiet = again(() => postOtlp(stack.url('otlpHttp'), 'logs', line()));
      return async () => {
        quiet();
        await stack.restart('collector');
      };
    },
  },
  {
    fault: 'Alertmanager is killed.',
    alerts: ['AlertmanagerDown page', 'PrometheusNotDeliveringAlerts page prometheus'],
    service: 'alertmanager',
    phase: 'alertmanager killed',
    toldAfter: true,
    begin: (scene) => killed(scene, 'alertmanager'),
  },
  {
    fault: 'Prometheus is told of no Alertmanager.',
    alerts: ['PrometheusKnowsNoAlertmanager page'],
    service: 'prometheus',
    phase: 'alertmanager unknown',
    toldAfter: true,
    begin: async ({ stack }) => {
      const file = stack.file('prometheus', 'targets', 'alertmanager.yaml');
      const before = await readFile(file, 'utf8');
      await writeFile(file, '[]\n');
      return () => writeFile(file, before);
    },
  },
  {
    fault: 'Prometheus is killed: the heartbeat stops.',
    alerts: ['Watchdog none'],
    service: 'alerting',
    phase: 'prometheus killed',
    begin: (scene) => killed(scene, 'prometheus'),
  },
];
