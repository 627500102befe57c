// docker-compose.yml runs what `npm start` runs: the same versions, files, flags, ports and hardening.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { DASHBOARDS_URL } from '../../alerts/links.ts';
import { configArguments } from '../../collector/roles.ts';
import { PORTS, type PortName } from '../../stack/ports.ts';
import { BACKEND_NAMES, type BackendName } from '../../stack/process-spec.ts';
import { ADDRESS_FILES } from '../../stack/processes/alertmanager.ts';
import { browserDoorSpec } from '../../stack/processes/browser-door.ts';
import { GRAFANA_HARDENING } from '../../stack/processes/grafana.ts';
import { BACKENDS } from '../../stack/processes/index.ts';
import { RECIPES } from '../../stack/resolve/recipes.ts';
import { makePlace } from '../support/back-ends.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');
// Entries of YAML are read as they come.
type Entries = ReturnType<typeof JSON.parse>;
const compose = parse(readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8'), { merge: true });
const services = Object.entries(compose.services) as [string, Entries][];
const longRunning = services.filter(([name]) => name !== 'volumes');
const mountsOf = (name: string): { source: string; target: string }[] =>
  compose.services[name].volumes.map((mount: string) => {
    const [source = '', target = ''] = mount.split(':');
    return { source, target };
  });
/** Those of the containers; that a network is private is said only where there is one. */
const variablesOf = (name: string): string[] =>
  Object.keys(compose.services[name].environment ?? {}).filter((variable) => variable !== 'PERAGUS_PLAINTEXT');
const isFile = ({ source }: { source: string }): boolean => source.startsWith('./');

/** Flags without what differs by place: addresses and folders. */
const portable = (args: readonly string[]): string[] =>
  args
    .map((arg) => arg.replace(/^--config=\/.*\//, '--config='))
    .map((arg) => (/^--?(config\.file|storage|web\.listen-address|web\.external-url)/.test(arg) ? arg.replace(/=.*/, '=…') : arg));

describe('docker-compose.yml', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  before(async () => {
    // In containers there is a Grafana, at the address that stands in the rules.
    place = await makePlace({ PERAGUS_DASHBOARDS_URL: DASHBOARDS_URL });
    for (const name of BACKEND_NAMES) await BACKENDS[name].prepare(place);
  });
  after(() => place.remove());
  const specOf = (name: BackendName) => BACKENDS[name].spec(place, {});

  it('runs the pinned version of each of 5 back ends, and no image without a full version', () => {
    for (const name of BACKEND_NAMES) {
      expect(compose.services[name].image, name).to.match(new RegExp(`:v?${RECIPES[name].release.version.replaceAll('.', '\\.')}$`));
    }
    for (const [name, { image }] of services) expect(image, name).to.match(/^[\w./-]+:v?\d+\.\d+\.\d+(-slim)?$/);
  });

  it('mounts the very files that run natively, read only', () => {
    for (const [name, file] of [
      ['loki', 'stores/loki.yaml'],
      ['tempo', 'stores/tempo.yaml'],
    ] as const) {
      const [mounted] = mountsOf(name).filter(isFile);
      expect(mounted?.source).to.equal(`./collector/${file}`);
      expect(compose.services[name].command.join(' ')).to.contain(mounted?.target);
      expect(specOf(name).args.join(' ')).to.contain(join(REPOSITORY, 'collector', file));
    }
    for (const [name, mount] of longRunning.flatMap(([name]) =>
      mountsOf(name)
        .filter(isFile)
        .map((entry) => [name, entry] as const),
    )) {
      expect(existsSync(join(REPOSITORY, mount.source)), `${name} mounts ${mount.source}`).to.equal(true);
      expect(compose.services[name].volumes).to.include(`${mount.source}:${mount.target}:ro`);
    }
  });

  it('runs the Collector in the role single, with the fragments in their order', () => {
    expect(mountsOf('collector').filter(isFile)).to.deep.equal([{ source: './collector/fragments', target: '/etc/peragus' }]);
    expect(compose.services.collector.command).to.deep.equal(
      configArguments('single', compose.services.collector.environment, '/etc/peragus'),
    );
  });

  it('gives Prometheus and Alertmanager what is staged natively, byte for byte', () => {
    for (const name of ['prometheus', 'alertmanager'] as const) {
      for (const { source, target } of mountsOf(name).filter(isFile)) {
        const staged = join(place.data, name, target.replace(`/etc/${name}/`, ''));
        if (target.endsWith('/targets')) continue;
        const pairs = target.endsWith('.yaml')
          ? [[join(REPOSITORY, source), staged] as const]
          : readdirSync(join(REPOSITORY, source)).map((file) => [join(REPOSITORY, source, file), join(staged, file)] as const);
        for (const [mounted, native] of pairs) expect(readFileSync(native, 'utf8'), native).to.equal(readFileSync(mounted, 'utf8'));
      }
    }
  });

  it('gives Loki the rules that are staged natively, byte for byte', () => {
    const folder = ['alerts', 'generated', 'loki'];
    expect(mountsOf('loki').filter(isFile)).to.deep.include({ source: `./${folder.join('/')}`, target: '/data/loki/rules' });
    const rules = readdirSync(join(REPOSITORY, ...folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(rules).not.to.be.empty;
    for (const { parentPath, name } of rules) {
      const native = join(place.data, 'loki', 'rules', relative(join(REPOSITORY, ...folder), parentPath), name);
      expect(readFileSync(native, 'utf8'), native).to.equal(readFileSync(join(parentPath, name), 'utf8'));
    }
  });

  it('scrapes the same jobs as natively, at the default ports, but for the canary, which needs packages of npm', () => {
    const staged: Entries[] = parse(readFileSync(join(place.data, 'prometheus', 'targets', 'stack.yaml'), 'utf8'));
    const native = staged.filter(({ labels }) => labels.job !== 'canary');
    expect(native).to.have.length(staged.length - 1);
    const inCompose: Entries[] = parse(readFileSync(join(REPOSITORY, 'collector', 'stores', 'compose', 'targets', 'stack.yaml'), 'utf8'));
    const defaultOf = (port: number) => Object.entries(PORTS).find(([name]) => place.ports[name as PortName] === port)?.[1].default;
    const expected = native.map(({ targets, labels }) => ({
      targets: [`${labels.job}:${defaultOf(Number(targets[0].split(':')[1]))}`],
      labels,
    }));
    expect(inCompose).to.have.deep.members(expected);
  });

  it('starts each back end with the same flags', () => {
    for (const name of BACKEND_NAMES) expect(portable(compose.services[name].command), name).to.have.members(portable(specOf(name).args));
  });

  it('sets no variable of a back end that is unknown natively, and the same for Grafana', () => {
    for (const name of BACKEND_NAMES) {
      expect(Object.keys(specOf(name).env), name).to.include.members(variablesOf(name));
    }
    expect(compose.services.collector.environment.GOMEMLIMIT).to.equal(specOf('collector').env.GOMEMLIMIT);
    expect(compose.services.grafana.environment).to.include(GRAFANA_HARDENING);
  });

  it('publishes 8 ports, on the loopback, each moved by its variable', () => {
    const expected = (['otlpGrpc', 'otlpHttp', 'browserDoor', 'prometheus', 'loki', 'tempo', 'alertmanager', 'grafana'] as const).map(
      (name) => {
        const { variable, default: port } = PORTS[name];
        return `127.0.0.1:\${${variable}:-${port}}:${port}`;
      },
    );
    expect(services.flatMap(([, { ports }]) => ports ?? [])).to.have.members(expected);
  });

  it('runs the browser door of this repository on the Node of this repository, in front of the Collector', () => {
    const { image, command, environment, volumes } = compose.services['browser-door'];
    expect(image).to.equal(`node:${process.versions.node}-slim`);
    const [{ source = '', target = '' } = {}] = mountsOf('browser-door');
    expect(browserDoorSpec(place).args).to.deep.equal([join(REPOSITORY, source, command[1].replace(`${target}/`, ''))]);
    expect(volumes).to.include('./package.json:/opt/peragus/package.json:ro');
    expect(Object.keys(browserDoorSpec(place).env)).to.include.members(
      Object.keys(environment).filter((name) => !/PLAINTEXT|TRUSTED/.test(name)),
    );
    expect(environment.PERAGUS_BROWSER_COLLECTOR_URL).to.equal(`http://collector:${PORTS.browserCollector.default}`);
  });

  it('keeps the channels of alerts by the program that does so natively, from one folder of secrets that only it and Alertmanager read', () => {
    const { image, command, volumes, user } = compose.services['alert-channels'];
    expect(image).to.equal(`node:${process.versions.node}-slim`);
    const [folder, url] = command.slice(2);
    expect(command[1].replace('/opt/peragus/', './')).to.satisfy((path: string) => existsSync(join(REPOSITORY, path)));
    expect(url).to.equal(`http://alertmanager:${PORTS.alertmanager.default}`);
    const alertmanager = compose.services.alertmanager;
    expect([alertmanager.working_dir, alertmanager.user]).to.deep.equal([folder, user]);
    expect(alertmanager.command).to.include(`--config.file=${folder}/alertmanager.yaml`);
    const secrets = volumes.find((mount: string) => mount.endsWith(`:${folder}/secrets:ro`));
    const mounting = services.filter(([, service]) => service.volumes?.includes(secrets)).map(([name]) => name);
    expect(mounting).to.deep.equal(['alert-channels', 'alertmanager']);
    const source = /^\$\{PERAGUS_ALERT_SECRETS_DIR:-(\.\/[\w/-]+)\}/.exec(secrets)?.[1] ?? '';
    expect(readdirSync(join(REPOSITORY, source))).to.include.members(Object.keys(ADDRESS_FILES));
  });

  it('runs each service as a user that is not root, without capabilities, bounded and restarted', () => {
    for (const [name, service] of longRunning) {
      expect(service, name).to.include({ restart: 'unless-stopped', read_only: name !== 'grafana' });
      expect(service.user, name).to.match(/^[1-9]\d*:\d+$/);
      expect(service.cap_drop, name).to.deep.equal(['ALL']);
      expect(service.security_opt, name).to.deep.equal(['no-new-privileges:true']);
      expect(service, name).to.include.keys('mem_limit', 'pids_limit');
      expect(service, name).not.to.have.any.keys('privileged', 'cap_add', 'network_mode');
    }
  });

  it('has no password in it, and lets nobody into Grafana without one', () => {
    const { environment } = compose.services.grafana;
    expect(environment.GF_SECURITY_ADMIN_PASSWORD).to.match(/^\$\$__file\{.+\}$/);
    expect(environment).not.to.have.property('GF_AUTH_ANONYMOUS_ENABLED');
  });
});
