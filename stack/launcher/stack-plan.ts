// What `npm start` starts, and in which order: the inbox, the back ends once all are there, Grafana or the dashboards in its place, door and canary, the example.

import { checkExposure } from '../../collector/exposure.ts';
import { installSrcbook, srcbookProcesses, visitorProcess } from '../../examples/srcbook/processes.ts';
import { watchChannels } from '../alert-channels/watch.ts';
import { startOnCallInbox } from '../on-call-inbox.ts';
import { PORTS, type PortName } from '../ports.ts';
import { BACKEND_NAMES, type Backend, type Place, type ProcessSpec, type Programs } from '../process-spec.ts';
import { baseUrl } from '../processes/addresses.ts';
import { folderOf } from '../processes/alertmanager.ts';
import { browserDoorSpec } from '../processes/browser-door.ts';
import { canarySpec } from '../processes/canary.ts';
import { dashboardsSpec } from '../processes/dashboards.ts';
import { grafanaSpec } from '../processes/grafana.ts';
import { BACKENDS } from '../processes/index.ts';
import { FREE_DISK_NEEDED } from './disk-check.ts';
import type { Options } from './options.ts';
import { describeRefusal } from './port-check.ts';
import { ProgramFinder } from './program-finder.ts';
import type { Launch, Plan } from './session.ts';
import { describeUrls } from './url-table.ts';

const EXAMPLE_PORTS: readonly PortName[] = ['web', 'api'];

/**
 * Makes the plan of the whole stack, as the options want it.
 * @throws Error when GRAFANA_HOME names no Grafana, or other machines could send without TLS and a token.
 */
export function planStack(options: Options, place: Place): Plan {
  checkExposure(place.environment);
  const grafana = grafanaSpec(place);
  const backends = BACKEND_NAMES.map((name) => BACKENDS[name]);
  const viewer = grafana ?? dashboardsSpec(place);
  const door = browserDoorSpec(place);
  const canary = canarySpec(place);
  const example = options.stackOnly ? [] : srcbookProcesses(place);
  const visitor = options.stackOnly || !options.visitor ? [] : [visitorProcess(place)];
  return {
    titles: [...backends, viewer, door, canary, ...example, ...visitor].map(({ title }) => title),
    ports: (Object.keys(PORTS) as PortName[]).filter((name) => {
      if (EXAMPLE_PORTS.includes(name)) return !options.stackOnly;
      if (name === 'dashboards') return grafana === undefined;
      return name !== 'grafana' || grafana !== undefined;
    }),
    disk: [{ folder: place.data, variable: 'PERAGUS_DATA_DIR', ...FREE_DISK_NEEDED.running }],
    start: async (launch) => {
      await openInbox(launch);
      await startBackends(launch, backends, viewer);
      followChannels(launch);
      await launch.supervisor.start(door, 'application');
      await launch.supervisor.start(canary, 'application');
      if (!options.stackOnly) await startExample(launch, example, visitor);
      return describeUrls(place, { example: !options.stackOnly, grafana: grafana !== undefined });
    },
  };
}

async function openInbox({ place, announcer, stopping }: Launch): Promise<void> {
  const port = place.ports.onCall;
  try {
    const inbox = await startOnCallInbox(port, (line) => announcer.line(line));
    stopping.addEventListener('abort', () => inbox.close());
  } catch (error) {
    throw new Error(describeRefusal('onCall', port, (error as NodeJS.ErrnoException).code), { cause: error });
  }
}

/** Every program is found or built before the first back end starts: one that watches the others would else report those that are still built. */
async function startBackends(launch: Launch, backends: readonly Backend[], viewer: ProcessSpec): Promise<void> {
  const { place, supervisor, stopping } = launch;
  const viewing = supervisor.start(viewer, 'viewer');
  const failed = new AbortController();
  viewing.catch((error) => failed.abort(error));
  const finder = new ProgramFinder(launch);
  const signal = AbortSignal.any([stopping, failed.signal]);
  const found: [Backend, Programs][] = [];
  for (const backend of backends) found.push([backend, await finder.find(backend, signal)]);
  const starting = found.map(async ([backend, programs]) => {
    await backend.prepare(place);
    await supervisor.start(backend.spec(place, programs), backend.name === 'collector' ? 'collector' : 'stores');
  });
  await Promise.all([viewing, ...starting]);
}

/** A secret file that is put in place switches its channel on. */
function followChannels({ place, announcer, stopping }: Launch): void {
  const url = baseUrl(place.ports, 'alertmanager');
  const tell = (line: string) => announcer.line(line);
  void watchChannels({ folder: folderOf(place), environment: place.environment, url, tell }, stopping);
}

async function startExample(launch: Launch, example: readonly ProcessSpec[], visitor: readonly ProcessSpec[]): Promise<void> {
  const { place, announcer, supervisor } = launch;
  const [first] = example;
  if (first) await installSrcbook(place, (line) => announcer.tell(first.title, 'working', line));
  for (const spec of example) await supervisor.start(spec, 'application');
  for (const spec of visitor) await supervisor.start(spec, 'visitor');
}
