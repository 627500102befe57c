// Mount paths with parameters: Express keeps only the concrete text (`/users/7`), which would mint a route for each user.

import type { IncomingMessage } from 'node:http';
import { guarded } from '../../errors.ts';

type Handler = (this: unknown, ...args: unknown[]) => unknown;
interface Mounted extends IncomingMessage {
  readonly baseUrl?: string;
}

/** Concrete base of a request → its template, for mounts that have parameters. */
const templates = new WeakMap<IncomingMessage, Map<string, string>>();

/** Wraps the handler of a mount whose path is a pattern; every other handler is given back as it is. */
export function rememberMount(path: unknown, options: unknown, handler: Handler): Handler {
  const isMount = (options as { end?: boolean } | undefined)?.end === false;
  const isPattern = path instanceof RegExp || Array.isArray(path) || (typeof path === 'string' && /[:*?+(){}]/.test(path));
  if (!isMount || !isPattern || handler.length > 3) return handler;
  const pattern = Array.isArray(path) ? path.map(String).join('|') : String(path);
  return function mounted(this: unknown, request: unknown, response: unknown, next: unknown) {
    remember(request as Mounted, pattern);
    return handler.call(this, request, response, next);
  };
}

/** Template of a concrete base, `/users/7/notes` → `/users/:id/notes`. */
export function templateOfBase(request: IncomingMessage, base: string): string {
  const known = templates.get(request);
  if (!known) return base;
  const prefix = [...known.keys()].filter((key) => base === key || base.startsWith(`${key}/`)).sort((x, y) => y.length - x.length)[0];
  return prefix === undefined ? base : (known.get(prefix) ?? prefix) + base.slice(prefix.length);
}

const remember = guarded('Remembering a mount path', (request: Mounted, pattern: string) => {
  const base = request.baseUrl ?? '';
  const known = templates.get(request) ?? new Map<string, string>();
  // What lies above this mount has its own template already; the pattern covers the rest.
  const parent = [...known].filter(([key]) => base.startsWith(`${key}/`)).sort(([x], [y]) => y.length - x.length)[0];
  const above = parent ? parent[1] : base.split('/').slice(0, -segments(pattern)).join('/');
  known.set(base, above + pattern);
  templates.set(request, known);
});

const segments = (pattern: string): number => pattern.split('/').filter(Boolean).length;
