// Faults of disks: a file system of the machine fills, Tempo has no room for its blocks, the log of Prometheus is damaged.

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import { nowNanos, postOtlp, traces } from '../../support/otlp-json.ts';
import type { ProofStack } from '../proof-stack.ts';
import type { Row, Scene } from '../row.ts';
import { whyNoDisk } from '../small-disk.ts';
import { again } from './again.ts';

const resource = { [resourceAttribute.serviceName.key]: 'proof-sender', [resourceAttribute.serviceNamespace.key]: 'proof' };
const HOST_METRICS = join(import.meta.dirname, '../../../collector/fragments/host.yaml');

/** The Collector with the metrics of the machine, of whose file systems it sees this one alone. */
async function watched(stack: ProofStack, folder: string): Promise<void> {
  const fileSystem = {
    include_virtual_filesystems: true,
    include_mount_points: { match_type: 'strict', mount_points: [folder] },
    exclude_fs_types: { match_type: 'strict', fs_types: ['none'] },
  };
  const receiver = { collection_interval: '1s', scrapers: { filesystem: fileSystem } };
  await stack.restart('collector', ['--config', HOST_METRICS, '--config', `yaml:receivers::host_metrics: ${JSON.stringify(receiver)}`]);
}

async function fills({ stack }: Scene, share: number): Promise<() => Promise<void>> {
  const disk = await stack.mount(stack.file(`disk-${share}`), 8);
  await watched(stack, disk.folder);
  await disk.fill(share);
  return async () => {
    await disk.unmount();
    await stack.restart('collector');
  };
}

const span = () => ({
  traceId: crypto.randomUUID().replaceAll('-', ''),
  spanId: crypto.randomUUID().slice(-12).padStart(16, '0'),
  name: 'lost',
  kind: 1,
  startTimeUnixNano: nowNanos(-10),
  endTimeUnixNano: nowNanos(),
});

/** Overwrites the end of the newest segment, as a crash of the machine leaves it. */
async function damageLog(stack: ProofStack): Promise<void> {
  const folder = stack.file('prometheus', 'tsdb', 'wal');
  const segments = (await readdir(folder)).filter((name) => /^\d+$/.test(name)).sort();
  const file = await open(join(folder, segments.at(-1) ?? ''), 'r+');
  const { size } = await file.stat();
  await file.write(Buffer.alloc(Math.min(2_000, size), 0xff), 0, undefined, Math.max(0, size - 4_000));
  await file.close();
}

export const diskFaults: readonly Row[] = [
  {
    fault: 'A file system of the machine is 93 % full.',
    alerts: ['HostDiskFilling ticket'],
    service: 'host',
    phase: 'disk filling',
    impossible: whyNoDisk,
    begin: (scene) => fills(scene, 0.93),
  },
  {
    fault: 'A file system of the machine is 98.5 % full.',
    alerts: ['HostDiskFull page', 'HostDiskFilling ticket'],
    service: 'host',
    phase: 'disk full',
    impossible: whyNoDisk,
    begin: (scene) => fills(scene, 0.985),
  },
  {
    fault: 'The disk of Tempo’s blocks is full.',
    alerts: ['TempoStorageFailing page'],
    service: 'tempo',
    phase: 'disk full',
    lasting: ['TempoStorageFailing page'],
    impossible: whyNoDisk,
    begin: async ({ stack }) => {
      const disk = await stack.mount(stack.file('tempo', 'blocks'), 1);
      await disk.fill(1);
      const quiet = again(async () => {
        await postOtlp(stack.url('tempoOtlp'), 'traces', traces(resource, [span()]));
        // What Tempo does by itself every half hour.
        await fetch(`${stack.url('tempo')}/flush`);
      });
      return async () => {
        quiet();
        await disk.unmount();
      };
    },
  },
  {
    fault: 'Prometheus is killed, and the end of its write-ahead log is damaged when it starts again.',
    alerts: ['PrometheusStorageFailing page'],
    service: 'prometheus',
    phase: 'log damaged',
    lasting: ['PrometheusStorageFailing page'],
    begin: async ({ stack }) => {
      await stack.kill('prometheus');
      await damageLog(stack);
      await stack.run('prometheus');
      return () => undefined;
    },
  },
];
