// Loads parts that few processes need, at the moment they need them, without waiting: from sources, from dist/ and from a bundle.

import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN_FILE = fileURLToPath(import.meta.url);
const EXTENSION = extname(OWN_FILE);
/** In a bundle this code is part of another file, and the lazy parts lie beside that one. */
const IS_BUNDLED = basename(OWN_FILE, EXTENSION) !== 'lazy';

const require = createRequire(OWN_FILE);

/** The module at `path`, relative to this folder and without its extension. */
export function load<T>(path: string): T {
  return require(`${IS_BUNDLED ? `./${basename(path)}` : path}${EXTENSION}`) as T;
}
