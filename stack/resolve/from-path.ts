// Step 2: a program on PATH, when it is the right one in a version that our configuration suits.

import { findOnPath, findTool } from './executable.ts';
import type { Job, NotHere, Resolution } from './job.ts';
import { askVersion, majorMinor } from './program-version.ts';

/** Takes the first program on PATH that says it is ours and of an accepted version, with all its tools. */
export async function resolveFromPath(job: Job): Promise<Resolution | NotHere> {
  const { recipe, environment } = job;
  const wanted = recipe.accepts.join(' or ');
  let because = `no ${recipe.namesOnPath.join(' or ')} on PATH`;
  for (const name of recipe.namesOnPath) {
    for (const program of await findOnPath(name, environment, job.target.suffix)) {
      const { version, answer } = await askVersion(program, recipe.namesOnPath, job);
      if (version === undefined || !recipe.accepts.includes(majorMinor(version))) {
        because = `${program} is not ${recipe.title} ${wanted} (${version ?? answer})`;
        continue;
      }
      const programs = await findAllTools(job, program);
      if ('because' in programs) because = programs.because;
      else return { programs: programs.found, how: 'path', version };
    }
  }
  return { because };
}

async function findAllTools(job: Job, program: string): Promise<{ found: Record<string, string> } | NotHere> {
  const [main, ...tools] = job.recipe.programs;
  const found: Record<string, string> = { [main]: program };
  for (const tool of tools) {
    const file = await findTool(tool, program, job.environment, job.target.suffix);
    if (file === undefined) return { because: `${program} has no ${tool} beside it or on PATH` };
    found[tool] = file;
  }
  return { found };
}
