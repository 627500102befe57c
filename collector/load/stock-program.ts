// The Collector with the `batch` processor that our distribution leaves out: its sources with one component more, built into the cache.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BATCH = 'go.opentelemetry.io/collector/processor/batchprocessor';
const VERSION = 'v0.158.0';
const OUTPUT_MOST_BYTES = 16_777_216;

/** Path of the program; built when it isn't there, which takes a few minutes once. */
export async function stockProgram(repository: string, cache: string, say: (line: string) => void): Promise<string> {
  const folder = join(cache, `load-stock-${VERSION}`);
  const program = join(folder, 'otelcol-stock');
  if (existsSync(program)) return program;
  say('building a Collector with the batch processor, once; it takes a few minutes');
  const sources = join(folder, 'sources');
  await mkdir(folder, { recursive: true });
  await cp(join(repository, 'collector', 'distribution'), sources, { recursive: true });
  const file = join(sources, 'components.go');
  const components = (await readFile(file, 'utf8'))
    .replace('\tmemorylimiterprocessor "', `\tbatchprocessor "${BATCH}"\n\tmemorylimiterprocessor "`)
    .replace('\t\tmemorylimiterprocessor.NewFactory(),', '\t\tbatchprocessor.NewFactory(),\n\t\tmemorylimiterprocessor.NewFactory(),');
  await writeFile(file, components);
  // Some versions are missing from the checksum database; see collector/README.md.
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GONOSUMDB: '*' };
  await run('go', ['get', `${BATCH}@${VERSION}`], { cwd: sources, env });
  await run('go', ['build', '-trimpath', '-buildvcs=false', '-ldflags', '-s -w', '-o', program, '.'], {
    cwd: sources,
    env,
    maxBuffer: OUTPUT_MOST_BYTES,
  });
  return program;
}
