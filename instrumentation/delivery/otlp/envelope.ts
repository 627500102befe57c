// What is around spans and log records: resource and scope. The messages of both signals have the same field numbers.

import type { Attributes } from '@opentelemetry/api';
import { type Limits, writeAttributes } from './attributes.ts';
import type { Writer } from './writer.ts';

/** Like the SDK's resource. */
export interface ResourceParts {
  readonly attributes: Attributes;
  readonly schemaUrl?: string;
}

/** Like the SDK's instrumentation scope. */
export interface ScopeParts {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

export interface Encoding {
  /** Of light records. */
  readonly resource: ResourceParts;
  readonly scope: ScopeParts;
  readonly limits: Limits;
  /** What `performance.now()` counts from, in ms since 1970; `performance.timeOrigin` unless said otherwise. */
  readonly originMs?: number;
  /** Told of each record that couldn't be read, say because a getter of the application throws; the others are sent. */
  readonly refused?: (error: unknown) => void;
}

/** What the SDK's records of both signals have. */
interface Foreign {
  readonly resource: ResourceParts;
  readonly instrumentationScope: ScopeParts;
}

/** How the records of one signal are written, each as a message of its own. */
export interface Form<Light, SdkRecord extends Foreign> {
  isLight(record: Light | SdkRecord): record is Light;
  writeLight(writer: Writer, record: Light): void;
  writeForeign(writer: Writer, record: SdkRecord): void;
}

/** Bytes left for the length of a message that holds many others. */
const WIDE = 4;
const RESOURCE_TAG = 0x0a;
const SCOPE_TAG = 0x12;
const SCHEMA_TAG = 0x1a;

/** Writes all records, by resource and scope; light ones first. */
export function writeRecords<Light, SdkRecord extends Foreign>(
  writer: Writer,
  records: readonly (Light | SdkRecord)[],
  form: Form<Light, SdkRecord>,
  encoding: Encoding,
): void {
  const { resource, scope } = encoding;
  const foreign = new Map<ResourceParts, Map<ScopeParts, SdkRecord[]>>();
  let hasLight = false;
  for (const record of records) {
    if (form.isLight(record)) hasLight = true;
    else put(foreign, record);
  }
  if (hasLight) {
    const scopes = foreign.get(resource);
    foreign.delete(resource);
    writeResource(writer, resource, () => {
      writeScope(writer, scope, () => {
        for (const record of records) if (form.isLight(record)) writeOne(writer, record, form.writeLight, encoding);
      });
      if (scopes) writeScopes(writer, scopes, form, encoding);
    });
  }
  for (const [each, scopes] of foreign) writeResource(writer, each, () => writeScopes(writer, scopes, form, encoding));
}

function put<SdkRecord extends Foreign>(groups: Map<ResourceParts, Map<ScopeParts, SdkRecord[]>>, record: SdkRecord): void {
  let scopes = groups.get(record.resource);
  if (!scopes) {
    scopes = new Map();
    groups.set(record.resource, scopes);
  }
  const records = scopes.get(record.instrumentationScope);
  if (records) records.push(record);
  else scopes.set(record.instrumentationScope, [record]);
}

function writeScopes<Light, SdkRecord extends Foreign>(
  writer: Writer,
  scopes: ReadonlyMap<ScopeParts, readonly SdkRecord[]>,
  form: Form<Light, SdkRecord>,
  encoding: Encoding,
): void {
  for (const [scope, records] of scopes) {
    writeScope(writer, scope, () => {
      for (const record of records) writeOne(writer, record, form.writeForeign, encoding);
    });
  }
}

// What a record has written before it failed is taken back.
function writeOne<T>(writer: Writer, record: T, write: (writer: Writer, record: T) => void, { refused }: Encoding): void {
  const start = writer.at;
  try {
    write(writer, record);
  } catch (error) {
    writer.at = start;
    refused?.(error);
  }
}

/** Writes a resource and what `inside` writes of it. */
export function writeResource(writer: Writer, { attributes, schemaUrl }: ResourceParts, inside: () => void): void {
  const start = writer.begin(RESOURCE_TAG, WIDE);
  const inner = writer.begin(RESOURCE_TAG, WIDE);
  writeAttributes(writer, RESOURCE_TAG, attributes);
  writer.end(inner, WIDE);
  inside();
  if (schemaUrl) writer.text(SCHEMA_TAG, schemaUrl);
  writer.end(start, WIDE);
}

/** Writes a scope and what `inside` writes of it. */
export function writeScope(writer: Writer, scope: ScopeParts, inside: () => void): void {
  const start = writer.begin(SCOPE_TAG, WIDE);
  const inner = writer.begin(0x0a, WIDE);
  writer.text(0x0a, scope.name);
  if (scope.version) writer.text(0x12, scope.version);
  writeAttributes(writer, 0x1a, scope.attributes);
  writer.room(11);
  writer.count(0x20, scope.droppedAttributesCount ?? 0);
  writer.end(inner, WIDE);
  inside();
  if (scope.schemaUrl) writer.text(SCHEMA_TAG, scope.schemaUrl);
  writer.end(start, WIDE);
}
