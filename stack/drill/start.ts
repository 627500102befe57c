// npm run drill — a test alert through the running Alertmanager to every channel that is on: `npm run drill -- --help`.

import { type Delivery, holdDrill } from './drill.ts';
import { type DrillOptions, HELP, parseDrillOptions, USAGE } from './options.ts';

const WHAT = { drill: 'drill', end: 'its end' } as const;

function describe(message: keyof typeof WHAT, { channel, afterMs, providerMs, failedAttempts }: Delivery): string {
  const start = `  ${channel.padEnd(10)} ${WHAT[message].padEnd(8)}`;
  const failures = failedAttempts === 0 ? '' : `; ${failedAttempts} ${failedAttempts === 1 ? 'attempt' : 'attempts'} failed`;
  if (afterMs === undefined) return `${start} NOT taken${failures}`;
  const provider = providerMs === undefined ? '' : `, the provider took ${Math.round(providerMs)} ms`;
  return `${start} taken after ${(afterMs / 1_000).toFixed(1)} s${provider}${failures}`;
}

async function run(args: readonly string[]): Promise<number> {
  let options: DrillOptions;
  try {
    options = parseDrillOptions(args, process.env);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  console.log(`A drill goes to every channel that is on, by ${options.url}; each has ${options.withinMs / 1_000} s.`);
  try {
    const hear = (message: keyof typeof WHAT, delivery: Delivery) => console.log(describe(message, delivery));
    const allTaken = await holdDrill(options, { hear, stopping: stopping.signal });
    if (stopping.signal.aborted) {
      console.log('Stopped; the drill was ended.');
      return 130;
    }
    console.log(
      allTaken
        ? 'Every channel has taken the drill and its end.'
        : 'Some channel has not taken all of it; alerts/runbooks/NotificationChannelFailing.md says what to do.',
    );
    console.log('Taken is not seen: whether somebody acknowledged it, PagerDuty and Slack tell only with an API token.');
    return allTaken ? 0 : 1;
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(cause ? `Alertmanager at ${options.url} can't be reached: ${(cause as Error).message || message}` : message);
    return 1;
  }
}

process.exit(await run(process.argv.slice(2)));
