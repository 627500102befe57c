// What an application may import: the vocabulary, so that its own telemetry uses the same names.

export * from './vocabulary/index.ts';
