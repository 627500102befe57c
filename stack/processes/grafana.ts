// Grafana natively, when this machine has one: provisioned like the container, with a password of its own.

import { randomBytes } from 'node:crypto';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Place, ProcessSpec } from '../process-spec.ts';
import { baseUrl, LOOPBACK } from './addresses.ts';
import { makePrivateFolder, writePrivateFile } from './staging.ts';

/** File below the data folder that holds the password of the user `admin`. */
export const GRAFANA_PASSWORD_FILE = join('grafana', 'admin-password');

/**
 * Finds Grafana in `GRAFANA_HOME` or on PATH, makes its folders and its password, and says how to start it.
 * Returns undefined when this machine has no Grafana.
 * @throws Error when `GRAFANA_HOME` is set and holds no Grafana.
 */
export async function prepareGrafana(place: Place): Promise<ProcessSpec | undefined> {
  const found = await findGrafana(place.environment);
  if (!found) return undefined;
  const folder = join(place.data, 'grafana');
  await makePrivateFolder(folder);
  const passwordFile = join(place.data, GRAFANA_PASSWORD_FILE);
  if (!(await exists(passwordFile))) await writePrivateFile(passwordFile, randomBytes(18).toString('base64url'));
  return grafanaSpec(place, found, passwordFile);
}

interface GrafanaFound {
  readonly command: string;
  readonly args: readonly string[];
  /** Folder with conf/ and public/. */
  readonly home: string;
}

function grafanaSpec(place: Place, found: GrafanaFound, passwordFile: string): ProcessSpec {
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
      GF_SECURITY_ADMIN_PASSWORD: `$__file{${passwordFile}}`,
      ...GRAFANA_HARDENING,
      PERAGUS_PROMETHEUS_URL: baseUrl(ports, 'prometheus'),
      PERAGUS_LOKI_URL: baseUrl(ports, 'loki'),
      PERAGUS_TEMPO_URL: baseUrl(ports, 'tempo'),
      PERAGUS_ALERTMANAGER_URL: baseUrl(ports, 'alertmanager'),
      PERAGUS_DASHBOARDS_FOLDER: join(place.repository, 'dashboards', 'generated'),
    },
    readyUrl: `${baseUrl(ports, 'grafana')}/api/health`,
    readyWithinS: 120,
  };
}

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

async function findGrafana(environment: NodeJS.ProcessEnv): Promise<GrafanaFound | undefined> {
  const home = environment.GRAFANA_HOME;
  if (home) {
    const found = await findIn(join(home, 'bin'), home);
    if (found) return found;
    throw new Error(`GRAFANA_HOME is ${home}, but there is no bin/grafana in it; name the folder of an unpacked Grafana release.`);
  }
  for (const folder of (environment.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = await findIn(folder, await homeBeside(folder));
    if (found) return found;
  }
  return undefined;
}

async function findIn(folder: string, home: string): Promise<GrafanaFound | undefined> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const current = join(folder, `grafana${suffix}`);
  if (await isExecutable(current)) return { command: current, args: ['server'], home };
  const older = join(folder, `grafana-server${suffix}`);
  if (await isExecutable(older)) return { command: older, args: [], home };
  return undefined;
}

/** A package puts the program into a folder of PATH and the rest into /usr/share/grafana; a release keeps them together. */
async function homeBeside(folder: string): Promise<string> {
  const release = dirname(folder);
  return (await exists(join(release, 'conf', 'defaults.ini'))) ? release : '/usr/share/grafana';
}

async function isExecutable(path: string): Promise<boolean> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile && (await exists(path, constants.X_OK));
}

const exists = (path: string, mode: number = constants.F_OK): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );
