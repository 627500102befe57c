// Grafana natively, when this machine has one: provisioned like the container, with a password of its own.

import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Place, ProcessSpec } from '../process-spec.ts';
import { baseUrl, LOOPBACK } from './addresses.ts';

/** Nothing is reported, fetched or shared with others, and nobody signs up; docker-compose.yml says the same. */
export const GRAFANA_HARDENING: Readonly<Record<string, string>> = {
  GF_ANALYTICS_REPORTING_ENABLED: 'false',
  GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
  GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
  GF_NEWS_NEWS_FEED_ENABLED: 'false',
  GF_PLUGINS_PREINSTALL_DISABLED: 'true',
  GF_SECURITY_DISABLE_GRAVATAR: 'true',
  GF_SNAPSHOTS_EXTERNAL_ENABLED: 'false',
  GF_USERS_ALLOW_SIGN_UP: 'false',
};

interface GrafanaFound {
  readonly command: string;
  readonly args: readonly string[];
  /** Folder with conf/ and public/. */
  readonly home: string;
}

/** File with the password of the user `admin`. */
export function grafanaPasswordFile(place: Place): string {
  return join(place.data, 'grafana', 'admin-password');
}

/**
 * Finds Grafana in `GRAFANA_HOME` or on PATH and says how to start it; makes its password at the first call.
 * Returns undefined when this machine has no Grafana.
 * @throws Error when `GRAFANA_HOME` is set and holds no Grafana.
 */
export function grafanaSpec(place: Place): ProcessSpec | undefined {
  const found = findGrafana(place.environment);
  if (!found) return undefined;
  const { ports } = place;
  const folder = join(place.data, 'grafana');
  return {
    name: 'grafana',
    title: 'Grafana',
    command: found.command,
    args: [...found.args, '--homepath', found.home],
    env: {
      GF_SERVER_HTTP_ADDR: LOOPBACK,
      GF_SERVER_HTTP_PORT: String(ports.grafana),
      GF_SERVER_ROOT_URL: `${baseUrl(ports, 'grafana')}/`,
      GF_PATHS_DATA: join(folder, 'data'),
      GF_PATHS_LOGS: join(folder, 'logs'),
      GF_PATHS_PLUGINS: join(folder, 'plugins'),
      GF_PATHS_PROVISIONING: join(place.repository, 'dashboards', 'provisioning'),
      GF_LOG_MODE: 'console',
      // Grafana reads the file itself; the password is in no environment.
      GF_SECURITY_ADMIN_PASSWORD: `$__file{${makePassword(place)}}`,
      ...GRAFANA_HARDENING,
      PERAGUS_PROMETHEUS_URL: baseUrl(ports, 'prometheus'),
      PERAGUS_LOKI_URL: baseUrl(ports, 'loki'),
      PERAGUS_TEMPO_URL: baseUrl(ports, 'tempo'),
      PERAGUS_ALERTMANAGER_URL: baseUrl(ports, 'alertmanager'),
      PERAGUS_DASHBOARDS_FOLDER: join(place.repository, 'dashboards', 'generated'),
    },
    readyUrl: `${baseUrl(ports, 'grafana')}/api/health`,
    // The first start migrates its database.
    readyWithinS: 120,
  };
}

function makePassword(place: Place): string {
  const file = grafanaPasswordFile(place);
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
  return file;
}

/**
 * Has this machine a Grafana?
 * @throws Error when `GRAFANA_HOME` is set and holds no Grafana.
 */
export const hasGrafana = (environment: NodeJS.ProcessEnv): boolean => findGrafana(environment) !== undefined;

function findGrafana(environment: NodeJS.ProcessEnv): GrafanaFound | undefined {
  const home = environment.GRAFANA_HOME;
  if (home) {
    const found = findIn(join(home, 'bin'), home);
    if (found) return found;
    throw new Error(`GRAFANA_HOME is ${home}, but there is no bin/grafana in it; name the folder of an unpacked Grafana release.`);
  }
  for (const folder of (environment.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = findIn(folder, homeBeside(folder));
    if (found) return found;
  }
  return undefined;
}

function findIn(folder: string, home: string): GrafanaFound | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const current = join(folder, `grafana${suffix}`);
  if (isProgram(current)) return { command: current, args: ['server'], home };
  const older = join(folder, `grafana-server${suffix}`);
  return isProgram(older) ? { command: older, args: [], home } : undefined;
}

/** A package puts the program into a folder of PATH and the rest into /usr/share/grafana; a release keeps them together. */
function homeBeside(folder: string): string {
  const release = dirname(folder);
  return existsSync(join(release, 'conf', 'defaults.ini')) ? release : '/usr/share/grafana';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
