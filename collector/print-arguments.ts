// node collector/print-arguments.ts ROLE [FOLDER] — arguments of the Collector in a role, by the switches in the environment, one a line.
// For systemd, Compose and whatever else starts it; FOLDER is where the fragments lie there.

import { configArguments, ROLE_NAMES, type Role } from './roles.ts';

const [role = '', folder] = process.argv.slice(2);
try {
  if (!(ROLE_NAMES as readonly string[]).includes(role))
    throw new Error(`There is no role "${role}"; the roles are ${ROLE_NAMES.join(', ')}.`);
  process.stdout.write(`${configArguments(role as Role, process.env, folder).join('\n')}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
