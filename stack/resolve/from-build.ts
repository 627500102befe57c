// Step 5: builds a back end with go from its pinned modules, in a scratch folder, with progress.

import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { takeBuildTurn } from './build-turn.ts';
import { buildFlags, goEnvironment, listFlags, listSources } from './go-command.ts';
import { explainGoFailure } from './go-failure.ts';
import { findGo, type Obstacle } from './go-toolchain.ts';
import type { Job } from './job.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** The slowest of them takes 4 minutes on 2 cores with everything to download; an hour is a hang. */
const BUILD_LIMIT_MS = 60 * 60_000;
const REPORT_EVERY_MS = 1_000;

interface Build {
  readonly job: Job;
  readonly go: string;
  readonly source: string;
  readonly output: string;
  readonly temporary: string;
}

/**
 * Builds every program of a back end.
 * @param work an empty folder that the caller removes.
 * @returns the folder that holds the programs, or what stands in the way.
 */
export async function buildBackend(job: Job, work: string): Promise<{ folder: string } | Obstacle> {
  const [source, output, temporary] = ['source', 'programs', 'temporary'].map((name) => path.join(work, name)) as [string, string, string];
  for (const folder of [source, output, temporary]) await mkdir(folder, { recursive: true });
  // A copy, because the repository may be read-only and its files must stay as they are.
  const origin = path.join(job.repository, job.recipe.build.folder);
  for (const name of await listSources(origin)) await copyFile(path.join(origin, name), path.join(source, name));
  const found = await findGo(job, source, temporary);
  if ('code' in found) return found;
  return await takeBuildTurn(() => runBuild({ job, go: found.go, source, output, temporary }), {
    everyMs: REPORT_EVERY_MS,
    onWait: () => job.report({ kind: 'waiting', waitingFor: 'another build to end' }),
    signal: job.signal,
  });
}

async function runBuild(build: Build): Promise<{ folder: string } | Obstacle> {
  const { job, output } = build;
  const state = {
    phase: 'downloading modules' as const as 'downloading modules' | 'compiling',
    modules: 0,
    compiledPackages: 0,
    totalPackages: 0,
    lastLine: '',
  };
  const report = (): void => job.report({ kind: 'building', ...state });
  const onStderr = (line: string): void => {
    state.lastLine = line;
    if (line.startsWith('go: downloading ')) state.modules++;
    // With -v, go names each package as it compiles it.
    else if (state.phase === 'compiling' && !line.includes(' ')) state.compiledPackages++;
  };
  report();
  const timer = setInterval(report, REPORT_EVERY_MS);
  try {
    // Loading the packages fetches just the modules they need, and says how many packages there are.
    const listed = await runGo(build, ['list', '-deps', ...listFlags(job.recipe.build)], (line, stream) => {
      if (stream === 'stdout') state.totalPackages++;
      else onStderr(line);
    });
    if (listed.exitCode !== 0) return explain(listed);
    state.phase = 'compiling';
    report();
    const flags = ['-v', ...buildFlags(job.recipe.build), '-o', findOutput(job, output)];
    const built = await runGo(build, ['build', ...flags], (line) => onStderr(line));
    return built.exitCode === 0 ? { folder: output } : explain(built);
  } finally {
    clearInterval(timer);
  }
}

async function runGo(
  { job, go, source, temporary }: Build,
  args: readonly string[],
  onLine: (line: string, stream: 'stdout' | 'stderr') => void,
): Promise<CommandResult> {
  return await runCommand(go, [...args, ...job.recipe.build.packages], {
    env: goEnvironment(job, temporary),
    cwd: source,
    limitMs: BUILD_LIMIT_MS,
    signal: job.signal,
    onLine,
  });
}

function explain(result: CommandResult): Obstacle {
  const { failure, stderr } = result;
  return failure === undefined ? explainGoFailure(stderr) : { code: 'build-failed', cause: `go build ${failure}`, output: stderr };
}

/** A build of `.` would be named after its module; all others are named after their packages. */
function findOutput(job: Job, folder: string): string {
  const { build, programs } = job.recipe;
  return build.packages.includes('.') ? path.join(folder, programs[0] + job.target.suffix) : folder + path.sep;
}
