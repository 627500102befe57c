// npm start — runs the whole stack and the example application on this machine: `npm start -- --help`.

import { helpText, type Options, parseOptions, USAGE } from './launcher/options.ts';
import { readPlace } from './launcher/place.ts';
import { runSession } from './launcher/session.ts';
import { planStack } from './launcher/stack-plan.ts';

/** Reads the command line and runs; returns the exit code. */
async function run(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(helpText());
    return 0;
  }
  try {
    const place = readPlace(process.env);
    return await runSession(place, () => planStack(options, place), options.forMs);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

process.exit(await run(process.argv.slice(2)));
