// Finds programs as a shell would: is this file one, and which ones of a name are on PATH?

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** Says why a file can't be run, or undefined when it can. */
export async function findFault(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return 'is not a file';
  } catch {
    return 'does not exist';
  }
  try {
    await access(file, constants.X_OK);
  } catch {
    return 'is not executable';
  }
  return undefined;
}

/** Absolute paths of every program of that name on PATH, in PATH's order; relative folders on PATH are left out. */
export async function findOnPath(name: string, environment: NodeJS.ProcessEnv, suffix: string): Promise<string[]> {
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const found: string[] = [];
  for (const folder of new Set(folders)) {
    const file = path.join(folder, name + suffix);
    if ((await findFault(file)) === undefined) found.push(file);
  }
  return found;
}

/** A tool such as promtool: beside its main program, else the first on PATH, else undefined. */
export async function findTool(
  name: string,
  mainProgram: string,
  environment: NodeJS.ProcessEnv,
  suffix: string,
): Promise<string | undefined> {
  const beside = path.join(path.dirname(mainProgram), name + suffix);
  if ((await findFault(beside)) === undefined) return beside;
  return (await findOnPath(name, environment, suffix))[0];
}
