// The table of back ends: their programs, pinned versions, official archives and how they are built; data only.

import type { BackendName } from '../process-spec.ts';

/** An official release archive; `{version}`, `{os}`, `{arch}` and `{suffix}` (`.exe` on Windows) are filled in. */
interface ReleaseRecipe {
  readonly version: string;
  /** Owner and repository; archives lie under `<project>/releases/download/v<version>/`. */
  readonly project: string;
  readonly archive: string;
  /** The release's own list of sha256 sums. */
  readonly checksums: string;
  /** Where each program lies in the archive, by base name. */
  readonly members: Readonly<Record<string, string>>;
}

/** A build with the Go toolchain from pinned modules. */
export interface BuildRecipe {
  readonly version: string;
  /** Folder with go.mod, go.sum and perhaps sources, below the repository. */
  readonly folder: string;
  readonly packages: readonly string[];
  readonly tags: readonly string[];
  /** String variable that the program prints as its version. */
  readonly versionVariable?: string;
}

export interface Recipe {
  readonly title: string;
  /** Variable that holds the path of the main program. */
  readonly setting: string;
  /** Keys of `Programs`; the first is the main program, the others are its tools. */
  readonly programs: readonly [string, ...string[]];
  /** Names by which the main program may be found on PATH; each also is what it calls itself. */
  readonly namesOnPath: readonly string[];
  /** Versions (major.minor) that our configuration suits. */
  readonly accepts: readonly string[];
  readonly release: ReleaseRecipe;
  readonly build: BuildRecipe;
}

export const RECIPES: Readonly<Record<BackendName, Recipe>> = {
  collector: {
    title: 'Collector',
    setting: 'PERAGUS_COLLECTOR_BIN',
    programs: ['otelcol-peragus'],
    // The contrib distribution holds every component of ours.
    namesOnPath: ['otelcol-peragus', 'otelcol-contrib'],
    accepts: ['0.158'],
    release: {
      version: '0.158.0',
      project: 'open-telemetry/opentelemetry-collector-releases',
      archive: 'otelcol-contrib_{version}_{os}_{arch}.tar.gz',
      checksums: 'opentelemetry-collector-releases_otelcol-contrib_checksums.txt',
      members: { 'otelcol-peragus': 'otelcol-contrib{suffix}' },
    },
    // The builder writes the version into the generated sources.
    build: { version: '0.158.0', folder: 'collector/distribution', packages: ['.'], tags: [] },
  },
  prometheus: {
    title: 'Prometheus',
    setting: 'PERAGUS_PROMETHEUS_BIN',
    programs: ['prometheus', 'promtool'],
    namesOnPath: ['prometheus'],
    accepts: ['3.16'],
    release: {
      version: '3.16.0',
      project: 'prometheus/prometheus',
      archive: 'prometheus-{version}.{os}-{arch}.tar.gz',
      checksums: 'sha256sums.txt',
      members: { prometheus: 'prometheus{suffix}', promtool: 'promtool{suffix}' },
    },
    build: {
      version: '3.16.0',
      folder: 'stack/backends/prometheus',
      packages: ['github.com/prometheus/prometheus/cmd/prometheus', 'github.com/prometheus/prometheus/cmd/promtool'],
      // Service discovery brings every cloud SDK, and nothing here is discovered.
      tags: ['remove_all_sd'],
      versionVariable: 'github.com/prometheus/common/version.Version',
    },
  },
  loki: {
    title: 'Loki',
    setting: 'PERAGUS_LOKI_BIN',
    programs: ['loki'],
    namesOnPath: ['loki'],
    accepts: ['3.7'],
    release: {
      version: '3.7.8',
      project: 'grafana/loki',
      archive: 'loki-{os}-{arch}{suffix}.zip',
      checksums: 'SHA256SUMS',
      members: { loki: 'loki-{os}-{arch}{suffix}' },
    },
    build: {
      version: '3.7.8',
      folder: 'stack/backends/loki',
      packages: ['github.com/grafana/loki/v3/cmd/loki'],
      tags: [],
      versionVariable: 'github.com/grafana/loki/v3/pkg/util/build.Version',
    },
  },
  tempo: {
    title: 'Tempo',
    setting: 'PERAGUS_TEMPO_BIN',
    programs: ['tempo'],
    namesOnPath: ['tempo'],
    accepts: ['2.8', '2.9', '2.10'],
    release: {
      version: '2.10.8',
      project: 'grafana/tempo',
      archive: 'tempo_{version}_{os}_{arch}.tar.gz',
      checksums: 'SHA256SUMS',
      members: { tempo: 'tempo{suffix}' },
    },
    build: {
      // The module's last version that resolves is of 29 May 2025, just before 2.8.0.
      version: '2.8.0-20250529',
      folder: 'stack/backends/tempo',
      packages: ['github.com/grafana/tempo/cmd/tempo'],
      tags: [],
      versionVariable: 'main.Version',
    },
  },
  alertmanager: {
    title: 'Alertmanager',
    setting: 'PERAGUS_ALERTMANAGER_BIN',
    programs: ['alertmanager', 'amtool'],
    namesOnPath: ['alertmanager'],
    accepts: ['0.31'],
    release: {
      version: '0.31.1',
      project: 'prometheus/alertmanager',
      archive: 'alertmanager-{version}.{os}-{arch}.tar.gz',
      checksums: 'sha256sums.txt',
      members: { alertmanager: 'alertmanager{suffix}', amtool: 'amtool{suffix}' },
    },
    build: {
      version: '0.31.1',
      folder: 'stack/backends/alertmanager',
      packages: ['github.com/prometheus/alertmanager/cmd/alertmanager', 'github.com/prometheus/alertmanager/cmd/amtool'],
      tags: [],
      versionVariable: 'github.com/prometheus/common/version.Version',
    },
  },
};
