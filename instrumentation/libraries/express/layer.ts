// What a layer of Express's router (4, and the `router` package of 5) tells about its path.

export interface Layer {
  /** Where the layer is a route, not a mount. */
  readonly route?: object;
  readonly handle?: unknown;
  /** Express 5: true for a mount at `/`. */
  readonly slash?: boolean;
  /** router 2.3 and later. */
  readonly rawPath?: unknown;
  /** router 2. */
  readonly matchers?: readonly ((path: string) => Match | false)[];
  /** Express 4. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
}
interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Paths of mounts whose layer doesn't keep it as the application wrote it. */
const paths = new WeakMap<object, unknown>();

/** Remembers what a layer was mounted at. */
export function rememberPath(layer: object, path: unknown, options: unknown): void {
  const isMount = (options as { end?: boolean } | undefined)?.end === false;
  if (isMount && (layer as Layer).rawPath === undefined) paths.set(layer, path);
}

/** True for a mount that takes nothing off the path. */
export function takesNothing(layer: Layer): boolean {
  return layer.slash === true || layer.regexp?.fast_slash === true;
}

/** The beginning of the path that the layer takes, without a slash at its end. */
export function consumedBy(layer: Layer, path: string): string | undefined {
  return matchOf(layer, path)?.path.replace(/\/$/, '');
}

/** A mount path as people write it; several are joined by `|`. */
export function patternText(pattern: unknown): string {
  return Array.isArray(pattern) ? pattern.map(String).join('|') : String(pattern);
}

/** Template of what the layer took off the path; undefined where it can't be told without minting one for each value. */
export function templateOf(layer: Layer, consumed: string): string | undefined {
  const written = layer.rawPath ?? paths.get(layer);
  if (written !== undefined) return patternText(written).replace(/\/$/, '');
  if (layer.regexp) return pathOfRegexp(layer.regexp, layer.keys ?? []);
  const match = matchOf(layer, consumed);
  if (!match) return undefined;
  const open = new Map(Object.entries(match.params).map(([name, value]) => [String(value), name]));
  const segments = consumed.split('/').map((segment) => {
    const name = open.get(decoded(segment));
    // Paths are compared without case, so the text of a caller's would be one of many.
    if (name === undefined) return segment.toLowerCase();
    open.delete(decoded(segment));
    return `:${name}`;
  });
  return open.size === 0 ? segments.join('/') : undefined;
}

/** What path-to-regexp 0.1 makes of a parameter, `(?:\/([^/]+?))`, and of `*`. */
const KEYED = /\(\?:\\([/.])\([^()]*\)\)(\??)|\(\.\*\)/g;
/** What it puts at the end of a mount path. */
const END = '\\/?(?=\\/|$)';

// Express 4 keeps a path only as a regular expression; the path is read back out of it, or it stands for itself.
function pathOfRegexp(regexp: RegExp, keys: NonNullable<Layer['keys']>): string {
  let index = 0;
  const alternatives = regexp.source.split('|^').map((source) => {
    const own = source.replace(/^\^/, '').replace(END, '');
    if (/(?<!\\)[()[\]{}*+?^$|]/.test(own.replace(KEYED, ''))) return undefined;
    return own
      .replace(KEYED, (_token, before: string | undefined, optional: string | undefined) => {
        const name = keys[index++]?.name;
        return before === undefined ? '*' : `${before}:${name}${optional}`;
      })
      .replace(/\\(.)/g, '$1');
  });
  return alternatives.includes(undefined) ? String(regexp) : alternatives.join('|');
}

function matchOf({ matchers, regexp, keys }: Layer, path: string): Match | undefined {
  for (const matcher of matchers ?? []) {
    const match = matcher(path);
    if (match) return match;
  }
  const found = regexp?.exec(path);
  if (!found) return undefined;
  const named = (keys ?? []).map(({ name }, index) => [String(name), found[index + 1]] as const);
  return {
    path: found[0],
    params: Object.fromEntries(named.filter(([, value]) => value !== undefined).map(([n, v]) => [n, decoded(v ?? '')])),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
