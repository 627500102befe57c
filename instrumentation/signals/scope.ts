// The instrumentation scope under which everything of ours is emitted.

export const SCOPE = '@peragus/observability';
