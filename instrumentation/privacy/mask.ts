// What stands in the place of a secret, as OpenTelemetry's conventions for addresses have it.

export const MASK = 'REDACTED';
