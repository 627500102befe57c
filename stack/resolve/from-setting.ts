// Step 1: the program that a setting such as PERAGUS_PROMETHEUS_BIN names.

import path from 'node:path';
import type { Programs } from '../process-spec.ts';
import { findFault, findTool } from './executable.ts';
import type { Job, NotHere, Resolution } from './job.ts';
import { askVersion } from './program-version.ts';
import { ResolveError } from './resolve-error.ts';

/**
 * Takes the set program whatever its version is: who sets it, means it.
 * @throws ResolveError `bad-setting` when the program or one of its tools can't be run.
 */
export async function resolveFromSetting(job: Job): Promise<Resolution | NotHere> {
  const { recipe, environment } = job;
  const value = environment[recipe.setting];
  if (!value) return { because: `${recipe.setting} is not set` };
  const [main, ...tools] = recipe.programs;
  const program = path.resolve(value);
  const fault = await findFault(program);
  if (fault !== undefined) {
    throw new ResolveError(
      'bad-setting',
      `${recipe.setting} is "${value}", which ${fault}; set it to the path of a ${main} program, or unset it.`,
    );
  }
  const programs: Record<string, string> = { [main]: program };
  for (const tool of tools) {
    const found = await findTool(tool, program, environment, job.target.suffix);
    if (found === undefined) {
      throw new ResolveError(
        'bad-setting',
        `${recipe.setting} is "${value}", but ${tool} is neither beside it nor on PATH; put ${tool} beside it.`,
      );
    }
    programs[tool] = found;
  }
  const { version } = await askVersion(program, recipe.namesOnPath, job);
  return { programs: programs satisfies Programs, how: 'setting', version: version ?? 'unknown' };
}
