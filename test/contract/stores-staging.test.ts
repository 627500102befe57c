// What is staged before the back ends start: private files, addresses out of files, and Grafana only where there is one.

import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { BACKEND_NAMES, type Place } from '../../stack/process-spec.ts';
import { grafanaPasswordFile, grafanaSpec } from '../../stack/processes/grafana.ts';
import { BACKENDS } from '../../stack/processes/index.ts';
import { makePlace } from '../support/back-ends.ts';

/** An unpacked release of Grafana with nothing in its program. */
function makeRelease(folder: string): string {
  const home = join(folder, 'grafana-13');
  mkdirSync(join(home, 'bin'), { recursive: true });
  mkdirSync(join(home, 'conf'));
  writeFileSync(join(home, 'conf', 'defaults.ini'), '');
  writeFileSync(join(home, 'bin', 'grafana'), '');
  chmodSync(join(home, 'bin', 'grafana'), 0o755);
  return home;
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('staging of the back ends', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());
  const withEnvironment = (environment: NodeJS.ProcessEnv): Place => ({ ...place, environment });
  const secret = (name: string) => join(place.data, 'alertmanager', 'secrets', name);

  it('makes folders that only their owner may enter, and does it again without harm', async () => {
    for (const name of [...BACKEND_NAMES, ...BACKEND_NAMES]) await BACKENDS[name].prepare(place);
    for (const name of BACKEND_NAMES) expect(modeOf(join(place.data, name)), name).to.equal(0o700);
  });

  it('drops a rule file that is gone from the repository', async () => {
    await BACKENDS.prometheus.prepare(place);
    const folder = join(place.data, 'prometheus', 'rules');
    writeFileSync(join(folder, 'gone.yaml'), 'groups: []\n');
    await BACKENDS.prometheus.prepare(place);
    expect(readdirSync(folder)).to.have.members(readdirSync(join(place.repository, 'alerts', 'generated', 'rules')));
  });

  /** Where the links of all staged rules lead, of Prometheus and of Loki. */
  const linksIn = async (here: Place): Promise<string[]> => {
    await BACKENDS.prometheus.prepare(here);
    await BACKENDS.loki.prepare(here);
    const folders = [join(here.data, 'prometheus', 'rules'), join(here.data, 'loki', 'rules', 'fake')];
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')));
    const links = files.flatMap((text) => [...text.matchAll(/(https?:\S+)\/d\//g)].map(([, address = '']) => address));
    expect(links.length).to.be.greaterThan(60);
    return [...new Set(links)];
  };

  it('lets the links of alerts lead to the viewer where there is no Grafana, to Grafana where there is one, or where somebody says', async () => {
    const away = { PATH: place.data };
    expect(await linksIn(withEnvironment(away))).to.deep.equal([`http://127.0.0.1:${place.ports.dashboards}`]);
    const found = { ...away, GRAFANA_HOME: makeRelease(place.data) };
    expect(await linksIn(withEnvironment(found))).to.deep.equal([`http://127.0.0.1:${place.ports.grafana}`]);
    const named = { ...found, PERAGUS_DASHBOARDS_URL: 'https://example.com/grafana/' };
    expect(await linksIn(withEnvironment(named))).to.deep.equal(['https://example.com/grafana']);
  });

  it('refuses an address of dashboards that is none', async () => {
    for (const wrong of ['grafana', 'javascript:alert(1)']) {
      const refusal = await BACKENDS.prometheus
        .prepare(withEnvironment({ PERAGUS_DASHBOARDS_URL: wrong }))
        .catch((error: Error) => error.message);
      expect(refusal).to.equal(`PERAGUS_DASHBOARDS_URL is "${wrong}"; it takes an http or https address.`);
    }
  });

  it('sends alerts and heartbeats to the on-call inbox unless a file names another address', async () => {
    await BACKENDS.alertmanager.prepare(place);
    const inbox = `http://127.0.0.1:${place.ports.onCall}`;
    expect(readFileSync(secret('webhook-url'), 'utf8')).to.equal(`${inbox}/alerts`);
    const file = join(place.data, 'address');
    writeFileSync(file, 'https://hooks.example/key\n');
    await BACKENDS.alertmanager.prepare(withEnvironment({ PERAGUS_ALERT_WEBHOOK_URL_FILE: file }));
    expect(readFileSync(secret('webhook-url'), 'utf8')).to.equal('https://hooks.example/key');
    expect(readFileSync(secret('heartbeat-url'), 'utf8')).to.equal(`${inbox}/heartbeats`);
    expect(modeOf(secret('webhook-url'))).to.equal(0o600);
  });

  it('leaves an address alone that somebody has put in place, and its own follows its port', async () => {
    await BACKENDS.alertmanager.prepare(place);
    const moved = { ...place, ports: { ...place.ports, onCall: place.ports.onCall + 1 } };
    await BACKENDS.alertmanager.prepare(moved);
    expect(readFileSync(secret('webhook-url'), 'utf8')).to.equal(`http://127.0.0.1:${moved.ports.onCall}/alerts`);
    writeFileSync(secret('webhook-url'), 'https://hooks.example/mine\n');
    await BACKENDS.alertmanager.prepare(place);
    expect(readFileSync(secret('webhook-url'), 'utf8')).to.equal('https://hooks.example/mine');
  });

  it('says which file holds no address, and not what it holds', async () => {
    const file = join(place.data, 'address');
    writeFileSync(file, 'hunter2\n');
    const failure = (environment: NodeJS.ProcessEnv) =>
      BACKENDS.alertmanager.prepare(withEnvironment(environment)).then(
        () => '',
        (error: Error) => error.message,
      );
    const wrong = await failure({ PERAGUS_ALERT_WEBHOOK_URL_FILE: file });
    expect(wrong).to.equal(`PERAGUS_ALERT_WEBHOOK_URL_FILE names ${file}, which doesn't hold one http or https address.`);
    expect(await failure({ PERAGUS_ALERT_HEARTBEAT_URL_FILE: `${file}-missing` })).to.match(
      /^PERAGUS_ALERT_HEARTBEAT_URL_FILE names .+can't be read/,
    );
  });

  describe('of Grafana', () => {
    it('gives nothing on a machine without it', () => {
      expect(grafanaSpec(withEnvironment({ PATH: place.data }))).to.equal(undefined);
    });

    it('says what is wrong with GRAFANA_HOME', () => {
      expect(() => grafanaSpec(withEnvironment({ GRAFANA_HOME: place.data }))).to.throw(
        `GRAFANA_HOME is ${place.data}, but there is no bin/grafana in it`,
      );
    });

    it('finds a release by GRAFANA_HOME and by PATH, provisioned and on the loopback', () => {
      const home = makeRelease(place.data);
      for (const environment of [{ GRAFANA_HOME: home }, { PATH: `${place.data}${delimiter}${join(home, 'bin')}` }]) {
        const spec = grafanaSpec(withEnvironment(environment));
        expect(spec?.command).to.equal(join(home, 'bin', 'grafana'));
        expect(spec?.args).to.deep.equal(['server', '--homepath', home]);
        expect(spec?.env).to.include({
          GF_SERVER_HTTP_ADDR: '127.0.0.1',
          GF_PATHS_PROVISIONING: join(place.repository, 'dashboards', 'provisioning'),
          PERAGUS_TEMPO_URL: `http://127.0.0.1:${place.ports.tempo}`,
        });
      }
    });

    it('makes a password once, for its owner only, and keeps it out of the environment', () => {
      const environment = { GRAFANA_HOME: makeRelease(place.data) };
      const spec = grafanaSpec(withEnvironment(environment));
      const file = grafanaPasswordFile(place);
      const password = readFileSync(file, 'utf8');
      expect(password).to.match(/^[\w-]{24}$/);
      expect(modeOf(file)).to.equal(0o600);
      expect(Object.values(spec?.env ?? {}).join())
        .to.contain(file)
        .and.not.to.contain(password);
      grafanaSpec(withEnvironment(environment));
      expect(readFileSync(file, 'utf8')).to.equal(password);
    });
  });
});
