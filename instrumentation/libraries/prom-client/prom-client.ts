// prom-client: the metrics of the application's own registries, the default one included, whether anybody scrapes them or not.

import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { readMetricsFrom } from '../../signals/metrics/foreign-metrics.ts';
import { type Registry, readRegistries, rememberRegistry } from './registries.ts';
import { seriesOf } from './series.ts';

type RegistryClass = { readonly prototype: { registerMetric(this: Registry, metric: unknown): void } };

export const promClient: Library = {
  name: 'prom-client',
  connect() {
    readMetricsFrom({ scope: 'prom-client', read: async () => (await readRegistries()).flatMap(seriesOf) });
    const remember = guarded('Remembering a registry', rememberRegistry);
    patchFile('prom-client', {
      file: 'lib/registry.js',
      apply({ prototype }: RegistryClass) {
        const { registerMetric: original } = prototype;
        const value = {
          registerMetric(this: Registry, metric: unknown) {
            original.call(this, metric);
            remember(this);
          },
        }.registerMetric;
        Object.defineProperty(prototype, 'registerMetric', { value, writable: true, configurable: true, enumerable: false });
      },
    });
  },
};
