// Where made back ends are kept between runs: the user's cache folder, as each system names it.

import { homedir } from 'node:os';
import path from 'node:path';

const FOLDER_NAME = 'peragus-observability';

/** Returns the absolute path of the cache folder; it need not exist. */
export function findCacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (environment.PERAGUS_CACHE_DIR) return path.resolve(environment.PERAGUS_CACHE_DIR);
  // A relative XDG_CACHE_HOME is invalid by the standard and must be ignored.
  if (environment.XDG_CACHE_HOME && path.isAbsolute(environment.XDG_CACHE_HOME)) return path.join(environment.XDG_CACHE_HOME, FOLDER_NAME);
  const home = environment.HOME || homedir();
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', FOLDER_NAME);
  if (platform === 'win32') return path.join(environment.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local'), FOLDER_NAME, 'cache');
  return path.join(home, '.cache', FOLDER_NAME);
}
