// What `node --require @peragus/observability/register` gets: the preload is an ES module that waits for its parts, which only --import does.

process.stderr.write(
  'peragus: PERAGUS-012 The preload is loaded with --import, not with --require; the application runs without telemetry.\n',
);
