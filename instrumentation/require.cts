// What `node --require @peragus/observability/register` gets: the preload is an ES module that waits for its parts, which only --import does.

// A pipe that nobody reads any more must not end the application.
process.stderr.once('error', () => {});
process.stderr.write(
  'peragus: PERAGUS-012 The preload is loaded with --import, not with --require; the application runs without telemetry.\n',
);
