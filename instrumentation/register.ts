// node --import <this repository>/dist/instrumentation/register.js app.js   (the package ships shipped/register.ts in its place)

import { run } from './run.ts';

await run();
