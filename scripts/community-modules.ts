// Prints as JSON what each instrumentation of auto-instrumentations-node patches. A process of its own, because making one has effects.

import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';

/** What we see ourselves, or what is no library that an application loads. */
const LEFT_OUT = new Set([
  // http and https are seen by Node's diagnostics channels, as undici is; a second pair of spans would count each request twice.
  ...['http', 'undici', 'express', 'router', 'winston', 'runtime-node', 'host-metrics'],
  // Each look-up, socket and file operation as a span: noise around what is seen already, and fs is off in the original too.
  ...['dns', 'net', 'fs'],
  // Our AI calls are seen at fetch, whatever library makes them.
  'openai',
  // Finds its handler by the environment of AWS Lambda instead of by a package.
  'aws-lambda',
]);

interface Definition {
  readonly name: string;
  readonly supportedVersions: readonly string[];
  readonly patch?: unknown;
  readonly files: readonly { readonly name: string }[];
}
type Instrumentation = new (config: { enabled: boolean }) => { getModuleDefinitions(): readonly Definition[] };

const require = createRequire(import.meta.url);
const manifest = findPackageJSON('@opentelemetry/auto-instrumentations-node', import.meta.url) ?? '';
const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> };
const rows = [];
for (const module of Object.keys(dependencies).sort()) {
  const name = /^@opentelemetry\/instrumentation-(.+)$/.exec(module)?.[1];
  if (name === undefined || LEFT_OUT.has(name)) continue;
  const found = Object.entries(require(module) as Record<string, unknown>).filter(([key]) => key.endsWith('Instrumentation'));
  const [[className, Class] = []] = found;
  if (found.length !== 1 || !className) throw new Error(`${module} exports ${found.length} instrumentations`);
  const definitions = new (Class as Instrumentation)({ enabled: false }).getModuleDefinitions();
  if (definitions.length === 0) throw new Error(`${module} names no package; leave it out or handle it`);
  const packages = new Map<string, { versions: Set<string>; hasMain: boolean; files: Set<string> }>();
  for (const definition of definitions) {
    const row = packages.get(definition.name) ?? { versions: new Set(), hasMain: false, files: new Set() };
    for (const version of definition.supportedVersions) row.versions.add(version);
    row.hasMain ||= definition.patch !== undefined;
    for (const file of definition.files) row.files.add(file.name.slice(definition.name.length + 1));
    packages.set(definition.name, row);
  }
  rows.push({
    name,
    module,
    className,
    packages: [...packages].map(([packageName, { versions, hasMain, files }]) => ({
      name: packageName,
      versions: [...versions].join(' || '),
      hasMain,
      files: [...files],
    })),
  });
}
process.stdout.write(JSON.stringify(rows));
