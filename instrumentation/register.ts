// node --import <this repository>/dist/instrumentation/register.js app.js   (the package ships shipped/register.ts in its place)

// It imports nothing by name: what can't be loaded must not end the application.
try {
  const { run } = await import('./run.ts');
  await run();
} catch {
  process.stderr.write('peragus: PERAGUS-003 The preload could not be loaded; the application runs without telemetry.\n');
}
