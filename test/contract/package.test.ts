// The package as a user installs it: packed, installed in an empty folder, loaded by its name.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const root = join(import.meta.dirname, '../..');

const ALLOWED = [
  /^dist\/bundle\/[\w-]+\.c?js(?:\.map)?$/,
  /^dist\/bundle\/THIRD-PARTY-NOTICES$/,
  /^dist\/instrumentation\/(?:index|register|vocabulary\/.+)\.d\.ts$/,
  /^(?:package\.json|README\.md|LICENSE|ARCHITECTURE\.md|CHANGELOG\.md)$/,
];

describe('the packed package', function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'peragus-package-'));
  let packed: { readonly filename: string; readonly files: readonly { readonly path: string }[] };

  before(() => {
    packed = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )[0];
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'somebodys-service', version: '3.2.1', private: true }));
    execFileSync('npm', ['install', '--prefer-offline', '--ignore-scripts', `./${packed.filename}`], { cwd: folder, stdio: 'ignore' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the bundle, its maps, types, notices and documents, and nothing else', () => {
    const strays = packed.files.map(({ path }) => path).filter((path) => !ALLOWED.some((pattern) => pattern.test(path)));
    expect(strays).to.deep.equal([]);
  });

  it('names every package whose code is in the bundle, with its licence', () => {
    const notices = readFileSync(join(folder, 'node_modules/@peragus/observability/dist/bundle/THIRD-PARTY-NOTICES'), 'utf8');
    const contents = JSON.parse(readFileSync(join(root, 'dist/bundle-contents.json'), 'utf8')) as Record<string, { inputs: object }>;
    const bundled = Object.values(contents)
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    expect(bundled).to.include('@opentelemetry/api');
    for (const name of new Set(bundled)) expect(notices).to.match(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+, \\S+$`, 'm'));
  });

  it('has no install script', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /install|prepare/.test(name))).to.deep.equal([]);
  });

  it('observes a service by node --import @peragus/observability/register, and names it after its package.json', async () => {
    const sink = new Sink();
    const env = { ...process.env, ...sendTo(await sink.listen()) };
    writeFileSync(join(folder, 'app.mjs'), "console.log('hello from the service');\n");
    // The sink answers from this process, so the child must not block it.
    const child = spawn(process.execPath, ['--import', '@peragus/observability/register', 'app.mjs'], {
      cwd: folder,
      env,
      stdio: 'ignore',
    });
    const [status] = await once(child, 'close');
    await sink.close();
    expect(status).to.equal(0);
    expect(sink.logs.map(({ body }) => body)).to.include('hello from the service');
    expect(sink.bodies.join('\n')).to.include('somebodys-service').and.include('3.2.1');
  });

  it('exports the vocabulary with types', () => {
    const script = "import { metric, prometheusName } from '@peragus/observability'; console.log(prometheusName(metric.processUptime))";
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
    expect(stdout.trim()).to.equal('process_uptime_seconds');
  });
});
