// S14: no secret in the repository, in what is generated or in what is shipped; Alertmanager and Grafana read theirs from files; containers are closed.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { figure } from '../support/figures.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
// YAML is read as it comes.
type Entries = ReturnType<typeof JSON.parse>;

/** Forms of secrets; sources: the issuers' documentation and the rules of gitleaks. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'private key': /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\s]{40}/,
  AWS: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  GitHub: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})\b/,
  npm: /\bnpm_[A-Za-z0-9]{36}\b/,
  Slack: /\bxox[abprs]-[A-Za-z0-9-]{10,}|hooks\.slack\.com\/services\/T\w{8,}\/B\w{8,}\/\w{20,}/,
  Google: /\bAIza[\w-]{35}\b/,
  OpenAI: /\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}/,
  Stripe: /\b[rs]k_live_[A-Za-z0-9]{20,}/,
  JWT: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  // `user:password@` and `REDACTED:REDACTED@` stand in documentation.
  'password in an address':
    /\b(?!\w+:\/\/(?:user(?:name)?:pass(?:word)?|REDACTED:REDACTED)@)[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"`$<{*]{1,64}:[^\s/@'"`$<{*]{6,64}@[a-z0-9]/i,
};

/** Text that has the form of a secret and is none, with the reason; a path ends where it begins. */
const MADE_UP: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^test\//, 'made up for the tests of the masks; each is a canary, and is looked for by name in what leaves'],
];

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((path) => existsSync(join(ROOT, path)));
const shipped = readdirSync(join(ROOT, 'dist/bundle')).map((name) => `dist/bundle/${name}`);

describe('secrets', () => {
  it(`of ${Object.keys(FORMS).length} forms are in 0 files of the repository and of the bundle`, () => {
    const files = [...tracked, ...shipped].filter((path) => !MADE_UP.some(([pattern]) => pattern.test(path)));
    expect(files).to.have.length.greaterThan(400);
    const found = files.flatMap((path) => {
      const text = read(path);
      return Object.entries(FORMS).flatMap(([name, form]) => {
        const [hit] = form.exec(text) ?? [];
        return hit === undefined ? [] : [`${path}: ${name}, ${hit.slice(0, 12)}…`];
      });
    });
    expect(found).to.deep.equal([]);
    figure('S14', 'files looked through', files.length);
    figure('S14', 'secrets in them', found.length);
  });

  it('are found by their forms: each matches one that is made up here', () => {
    const made = [
      `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}`,
      `AKIA${'A1'.repeat(8)}`,
      `ghp_${'a'.repeat(36)}`,
      `npm_${'a'.repeat(36)}`,
      `xoxb-${'1'.repeat(12)}`,
      `AIza${'a'.repeat(35)}`,
      `sk-${'a'.repeat(40)}`,
      `sk_live_${'a'.repeat(24)}`,
      `eyJ${'a'.repeat(12)}.eyJ${'a'.repeat(12)}.${'a'.repeat(24)}`,
      'https://ada:correct-horse@host',
    ];
    const forms = Object.values(FORMS);
    expect(made).to.have.lengthOf(forms.length);
    made.forEach((text, index) => {
      expect(forms[index]?.test(text), text).to.equal(true);
    });
  });

  it('are in 0 environment files, keys or stores that git would take', () => {
    expect(
      tracked.filter((path) => /(^|\/)(\.env(\..*)?|.*\.(pem|key|p12|pfx|jks|kdbx)|id_(rsa|ed25519|ecdsa))$/.test(path)),
    ).to.deep.equal([]);
  });
});

describe('Alertmanager', () => {
  /** Settings that hold a secret or an address that is one; each exists as `…_file`, too (Alertmanager 0.31, configuration reference). */
  const SECRET =
    /^(url|api_url|api_key|slack_api_url|service_key|routing_key|bot_token|token|user_key|password|smtp_auth_password|auth_password|secret|auth_secret|smtp_auth_secret|credentials|client_secret|webhook_url|opsgenie_api_key|victorops_api_key|wechat_api_secret|apiv3)$/;
  const settings = (value: Entries, path = ''): [path: string, value: unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => settings(inner, `${path}/${key}`))
      : [[path, value]];

  it('has each of its secrets in a file, and 0 in its configuration', () => {
    const all = settings(parse(read('alerts/generated/alertmanager.yaml')));
    const keyOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
    expect(all.filter(([path]) => SECRET.test(keyOf(path)))).to.deep.equal([]);
    const files = all.filter(([path]) => keyOf(path).endsWith('_file')).map(([, value]) => value);
    expect(new Set(files)).to.deep.equal(
      new Set(
        ['webhook-url', 'heartbeat-url', 'slack-url', 'pagerduty-key'].map((file) => `secrets/${file}`).concat('made/email-password'),
      ),
    );
  });
});

describe('Grafana in docker-compose.yml', () => {
  const { environment } = parse(read('docker-compose.yml'), { merge: true }).services.grafana;

  it('lets nobody in by default: no anonymous user, no sign-up, a password that is made at the first start and read from a file', () => {
    expect(environment.GF_SECURITY_ADMIN_PASSWORD).to.match(/^\$\$__file\{\/run\/grafana\/[\w-]+\}$/);
    expect(environment.GF_USERS_ALLOW_SIGN_UP).to.equal('false');
    const open = Object.entries(environment).filter(
      ([name, value]) => /ANONYMOUS|ALLOW_EMBEDDING|BASIC_AUTH/.test(name) && value === 'true',
    );
    expect(open).to.deep.equal([]);
  });

  it('tells nobody outside: 6 ways to report, fetch or share are off', () => {
    const off = [
      'GF_ANALYTICS_REPORTING_ENABLED',
      'GF_ANALYTICS_CHECK_FOR_UPDATES',
      'GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES',
      'GF_NEWS_NEWS_FEED_ENABLED',
      'GF_SNAPSHOTS_EXTERNAL_ENABLED',
    ];
    for (const name of off) expect(environment[name], name).to.equal('false');
    expect(environment.GF_SECURITY_DISABLE_GRAVATAR).to.equal('true');
  });
});

describe('docker-compose.yml', () => {
  const { services, volumes, secrets } = parse(read('docker-compose.yml'), { merge: true }) as Record<string, Record<string, Entries>>;
  const all = Object.entries(services ?? {});

  it('gives 0 of 9 containers more than it needs: no root but the one that hands out folders, no capability, no new privilege, nothing of the host', () => {
    expect(all).to.have.lengthOf(9);
    for (const [name, service] of all) {
      expect(service.cap_drop, name).to.deep.equal(['ALL']);
      expect(service.security_opt, name).to.deep.equal(['no-new-privileges:true']);
      expect(service, name).to.not.have.any.keys('privileged', 'pid', 'ipc', 'userns_mode', 'devices');
      expect([undefined, 'none'], name).to.include(service.network_mode);
      expect(JSON.stringify(service.volumes ?? []), name).to.not.match(/docker\.sock|"\/(?!run|etc|var)/);
      expect(service.mem_limit, name).to.be.a('string');
    }
    const roots = all.filter(([, { user }]) => !/^[1-9]\d*:\d+$/.test(user)).map(([name]) => name);
    expect(roots).to.deep.equal(['volumes']);
    figure('S14', 'containers with more than they need', roots.length - 1);
    expect(services?.volumes).to.include({ network_mode: 'none', read_only: true });
    expect(services?.volumes.cap_add).to.deep.equal(['CHOWN']);
  });

  it('has a root file system that can be written in 1 container, Grafana, whose data are in a volume all the same', () => {
    expect(all.filter(([, service]) => service.read_only !== true).map(([name]) => name)).to.deep.equal(['grafana']);
    expect(services?.grafana.volumes).to.include('grafana:/var/lib/grafana');
  });

  it('publishes nothing but on 127.0.0.1, and mounts files of the repository read only', () => {
    const ports: string[] = all.flatMap(([, service]) => service.ports ?? []);
    expect(ports).to.have.length.greaterThan(5);
    for (const port of ports) expect(port).to.match(/^127\.0\.0\.1:/);
    const mounts: string[] = all.flatMap(([, service]) => service.volumes ?? []);
    for (const mount of mounts.filter((each) => !Object.keys(volumes ?? {}).includes(each.split(':')[0] ?? '')))
      expect(mount).to.match(/^(\.\/|\$\{PERAGUS_ALERT_SECRETS_DIR:-\.\/).*:ro$/);
    for (const { file } of Object.values(secrets ?? {})) expect(file).to.match(/^\$\{PERAGUS_\w+_FILE:-/);
  });
});
