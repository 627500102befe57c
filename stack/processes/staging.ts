// Folders and files that are staged under the data folder before a back end starts: readable by their owner only.

import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a folder, and those above it, that only its owner may enter. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  // An older folder keeps its mode through mkdir.
  await chmod(path, 0o700);
}

/** Stages all files of a folder, each as `change` makes it; what is gone from the source, such as a rule, goes here too. */
export async function stageFolder(source: string, folder: string, change: (text: string) => string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await makePrivateFolder(folder);
  for (const name of await readdir(source)) await writeFile(join(folder, name), change(await readFile(join(source, name), 'utf8')));
}

/** Writes a file that only its owner may read; a reader sees the old or the new content, never half of it. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const partial = `${path}.partial`;
  await writeFile(partial, content, { mode: 0o600 });
  await chmod(partial, 0o600);
  await rename(partial, path);
}
