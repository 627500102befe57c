// Checks objects of Kubernetes as `kubectl apply --validate=strict` does: types and limits by the schema, and no field that it doesn't know.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

// A schema is read as it comes.
type Json = ReturnType<typeof JSON.parse>;

const FILE = join(import.meta.dirname, '..', 'fixtures', 'kubernetes', 'opentelemetry-operator-0.158.0.yaml');
const ajv = new Ajv({ allErrors: true, strict: false, formats: { int32: true, int64: true, 'date-time': true } });
const checks = new Map(
  (parse(readFileSync(FILE, 'utf8')) as Json[]).map(({ apiVersion, kind, required, spec }) => {
    return [`${apiVersion} ${kind}`, ajv.compile(closed({ type: 'object', required, properties: spec }))] as const;
  }),
);

/** What is wrong with an object of the operator; empty when nothing is. */
export function faultsOf(object: Json): string[] {
  const check = checks.get(`${object.apiVersion} ${object.kind}`);
  if (!check) return [`There is no schema of ${object.apiVersion} ${object.kind}.`];
  check(object.spec);
  return (check.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

/** The schema, refusing what it doesn't name, unless it says that it takes anything. */
function closed(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties, ...rest } = schema;
  const inner = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, name === 'default' ? value : closed(value)]));
  if (properties === undefined) return inner;
  const isOpen = rest['x-kubernetes-preserve-unknown-fields'] === true || rest.additionalProperties !== undefined;
  return {
    ...inner,
    properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, closed(value)])),
    ...(!isOpen && { additionalProperties: false }),
  };
}
