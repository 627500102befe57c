// S13: what is installed and shipped is exactly what the lock file says, needs no script of a package, has known licences, and is built again byte for byte.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const tracked = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

interface Locked {
  /** Where the folder is called otherwise than the package. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
}
type Lock = Readonly<Record<string, Locked>>;
const lock: Lock = read('package-lock.json').packages;
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Licences that code in our package, or beside it in production, may have: they ask for no more than to be named. */
const LICENCES = [
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  '(MIT OR WTFPL)',
  '(BSD-2-Clause OR MIT OR Apache-2.0)',
];

/** Places in the lock file of all that `npm install @peragus/observability` brings, as Node finds it from where it is asked for. */
function productionPlaces(): Set<string> {
  const places = new Set<string>();
  const visit = (from: string): void => {
    const entry = lock[from] as Locked;
    const { peerDependencies: peers = {}, peerDependenciesMeta: meta = {} } = entry;
    const wanted = { ...entry.dependencies, ...entry.optionalDependencies, ...(from === '' ? {} : peers) };
    for (const name of Object.keys(wanted)) {
      const place = find(name, from);
      if (place === undefined && (meta[name]?.optional || entry.optionalDependencies?.[name])) continue;
      if (place === undefined) throw new Error(`The lock file has no ${name} for ${from || 'the package'}.`);
      if (places.has(place)) continue;
      places.add(place);
      visit(place);
    }
  };
  visit('');
  return places;
}

function find(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (lock[place]) return place;
    if (folder === '') return undefined;
  }
}

describe('the supply chain', () => {
  const places = [...productionPlaces()];

  it('has an exact version of each dependency in each package.json, and the same in the lock file', () => {
    const packages = tracked.filter((path) => /(^|\/)package\.json$/.test(path));
    expect(packages).to.have.length.greaterThan(10);
    for (const path of packages) {
      const { dependencies = {}, devDependencies = {}, overrides = {} } = read(path);
      const wanted = Object.entries<unknown>({ ...dependencies, ...devDependencies, ...overrides }).filter(
        ([, version]) => typeof version === 'string',
      );
      for (const [name, version] of wanted) expect(version, `${name} in ${path}`).to.match(/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
    }
    const root = lock[''] as Locked & { devDependencies: object };
    const { dependencies, devDependencies } = read('package.json');
    expect({ dependencies: root.dependencies, devDependencies: root.devDependencies }).to.deep.equal({ dependencies, devDependencies });
  });

  it('has a checksum of SHA-512 for each package of each of 4 lock files', () => {
    const locks = tracked.filter((path) => path.endsWith('package-lock.json'));
    expect(locks).to.have.lengthOf(4);
    for (const path of locks) {
      const entries = Object.entries<Locked>(read(path).packages).filter(([place, { link }]) => place.includes('node_modules/') && !link);
      expect(entries.length, path).to.be.greaterThan(2);
      expect(
        entries.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([place]) => place),
        path,
      ).to.deep.equal([]);
      figure('S13', 'packages of a lock file, each with SHA-512', entries.length);
    }
  });

  it('runs no script of a package, at home by .npmrc and at a user’s because none of what is installed has one', () => {
    for (const path of ['.npmrc', 'bench/.npmrc', 'examples/srcbook/.npmrc', 'test/fault/old-nodes/.npmrc'])
      expect(readFileSync(join(ROOT, path), 'utf8'), path).to.match(/^ignore-scripts=true$/m);
    // protobufjs is the SDK's for gRPC: its script only prints about versions, and nothing needs it.
    expect(places.filter((place) => lock[place]?.hasInstallScript).map(nameOf)).to.deep.equal(['protobufjs']);
  });

  it(`has a licence of ${LICENCES.length} kinds for all that is installed in production`, () => {
    expect(places).to.have.length.greaterThan(100);
    expect(
      places.filter((place) => !LICENCES.includes(lock[place]?.license ?? 'none')).map((place) => `${place} ${lock[place]?.license}`),
    ).to.deep.equal([]);
  });

  it('names the licence of each bundled package, and of nothing that is not in the lock file', () => {
    const notices = readFileSync(join(ROOT, 'dist/bundle/THIRD-PARTY-NOTICES'), 'utf8');
    const named = [...notices.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*), (\S.*)$/gm)].map(([, name, version, licence]) => ({
      name,
      version,
      licence,
    }));
    expect(named).to.have.length.greaterThan(8);
    for (const { name, version, licence } of named) {
      expect(LICENCES, `${name} ${version}`).to.include(licence);
      expect(
        Object.entries(lock).filter(([place, entry]) => nameOf(place) === name && entry.version === version),
        `${name} ${version}`,
      ).to.not.deep.equal([]);
    }
  });

  it('is, as a CycloneDX list by `npm run sbom`, exactly what the lock file brings to production', function () {
    this.timeout(120_000);
    const bom = JSON.parse(execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20 }));
    expect(bom.bomFormat).to.equal('CycloneDX');
    const listed = bom.components.map(
      ({ group, name, version }: { group?: string; name: string; version: string }) => `${group ? `${group}/` : ''}${name}@${version}`,
    );
    const locked = places.map((place) => `${lock[place]?.name ?? nameOf(place)}@${lock[place]?.version}`);
    expect([...new Set(listed)].sort()).to.deep.equal([...new Set(locked)].sort());
    figure('S13', 'packages in production, listed as the lock file has them', new Set(listed).size);
  });

  it('builds the same bundle and types again, byte for byte', function () {
    this.timeout(180_000);
    const folder = mkdtempSync(join(tmpdir(), 'peragus-build-'));
    const again = `again-${process.pid}`;
    try {
      const env = { ...process.env, TZ: 'Asia/Tokyo', LANG: 'C' };
      // Beside the first: its maps name the sources from where they lie.
      execFileSync(process.execPath, ['scripts/bundle.ts', again], { cwd: ROOT, env });
      const bundle = filesOf(join(ROOT, 'dist', again));
      expect(bundle).to.include('preload.cjs').and.include('preload.cjs.map');
      expect(filesOf(join(ROOT, 'dist/bundle'))).to.have.members(bundle);
      const others = differing(bundle, join(ROOT, 'dist/bundle'), join(ROOT, 'dist', again));
      expect(others).to.deep.equal([]);
      figure('S13', 'files of the bundle that are others when it is built again', others.length);
      execFileSync('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json', '--outDir', folder], { cwd: ROOT, env });
      const types = filesOf(join(folder, 'instrumentation')).filter((file) => file.endsWith('.d.ts'));
      expect(types).to.have.length.greaterThan(100);
      expect(differing(types, join(ROOT, 'dist/instrumentation'), join(folder, 'instrumentation'))).to.deep.equal([]);
    } finally {
      for (const path of [folder, join(ROOT, 'dist', again), join(ROOT, 'dist', `${again}-contents.json`)])
        rmSync(path, { recursive: true, force: true });
    }
  });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Those of the files that are not the same in both folders. */
function differing(files: readonly string[], one: string, other: string): string[] {
  return files.filter((file) => !readFileSync(join(one, file)).equals(readFileSync(join(other, file))));
}
