// What the operator adds to NODE_OPTIONS as `--require`. The preload is loaded by `--import`, which generated/30-instrumentation.yaml
// puts in front of it; a container with a NODE_OPTIONS of its own keeps that, and must name the file itself.
if (!process.env.NODE_OPTIONS?.includes('--import')) {
  process.stderr.once('error', () => {});
  process.stderr.write(
    'peragus: PERAGUS-012 This container sets NODE_OPTIONS itself: add --import /otel-auto-instrumentation-nodejs/register.mjs; the application runs without telemetry.\n',
  );
}
