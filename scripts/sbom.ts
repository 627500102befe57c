// npm run sbom: prints a CycloneDX list of all packages that `npm install @peragus/observability` brings, out of the lock file.
//
// `npm sbom --omit dev` in the repository itself leaves out what the tests use too, and stops at what old versions of fixtures ask
// for; so npm is asked in a folder where the lock file holds production alone, which npm makes of it by itself and without a network.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'peragus-sbom-'));
const npm = (...args: string[]): string => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 });

try {
  const { devDependencies: _, workspaces: __, ...production } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify(production));
  for (const file of ['package-lock.json', '.npmrc']) copyFileSync(join(ROOT, file), join(folder, file));
  npm('install', '--package-lock-only', '--offline');
  process.stdout.write(npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
