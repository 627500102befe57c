// Checks a body against a JSON schema and says in words what is wrong.

import { Ajv } from 'ajv';

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  formats: { url: /^https?:\/\/\S+$/, time: /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/ },
});

/** A check that answers with its complaints. */
export function schemaCheck(schema: object): (body: unknown) => string[] {
  const check = ajv.compile(schema);
  return (body) => {
    check(body);
    return (check.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  };
}

/** An object with these fields and no others. */
export const closed = (properties: Readonly<Record<string, object>>, required: readonly string[] = []): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const text = (maxLength: number, minLength = 0): object => ({ type: 'string', minLength, maxLength });
export const texts = { type: 'object', additionalProperties: { type: 'string' } };
/** Go templates leave these where something is missing. */
export const leftovers = (body: unknown): string[] =>
  /<no value>|\{\{|%!/.test(JSON.stringify(body)) ? ['holds what a template left over'] : [];
