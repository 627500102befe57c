// What the runner asks a measured application over IPC, outside its telemetry: usage of CPU and memory, event-loop delay, the end.

import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

/** Says where the application listens, and answers until `end` closes it; the process then ends by itself. */
export function reportTo(runner, server, port) {
  runner.on('message', ({ id, ask }) => {
    if (ask === 'begin') {
      delay.reset();
      delay.enable();
    }
    // Garbage is not what an open socket holds; `--expose-gc` is on where this is asked.
    if (ask === 'collect') globalThis.gc?.();
    const { user, system } = runner.cpuUsage();
    const { heapUsed, rss } = runner.memoryUsage();
    // The histogram holds the whole interval of its timer; what is above the timer's own period is delay.
    const delayMs = (percentile) => Math.max(0, delay.percentile(percentile) / 1e6 - RESOLUTION_MS);
    const answer = { id, cpuUs: user + system, rssBytes: rss, heapBytes: heapUsed, delayP50Ms: delayMs(50), delayP99Ms: delayMs(99) };
    runner.send(answer, () => ask === 'end' && end(server));
  });
  runner.send({ port });
}

function end(server) {
  delay.disable();
  server.close();
  server.closeAllConnections();
  process.disconnect();
}
