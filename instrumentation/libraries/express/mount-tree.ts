// Mount paths with parameters: a request holds only the concrete text (`/users/7`), which would mint a route for each user.
//
// The template is found by walking the application's routers once the request has ended: nothing is wrapped, no frame of ours
// is on a stack, and it works for an Express that was bundled into the application as well.

import type { IncomingMessage } from 'node:http';
import { attempt } from '../../errors.ts';
import { consumedBy, type Layer, patternText, takesNothing, templateOf } from './layer.ts';

/** The part of an Express application that says where it is mounted and what it holds. */
interface App {
  readonly mountpath?: unknown;
  readonly parent?: App;
  /** Express 4; its `router` throws. */
  readonly _router?: { readonly stack?: readonly Layer[] };
  readonly lazyrouter?: unknown;
  /** Express 5. */
  readonly router?: { readonly stack?: readonly Layer[] };
}
interface Routed extends IncomingMessage {
  readonly app?: App;
  readonly route?: object;
  readonly originalUrl?: string;
}
/** A way through the routers, and how much of the concrete path it takes. */
interface Way {
  readonly template: string;
  readonly length: number;
}
type Search = (stack: readonly Layer[], path: string) => Way | undefined;

/** What stands for a base that the routers don't explain. */
const UNKNOWN = '/*';
/** Concrete bases remembered for one route; a base with parameters has one for each value, and walking takes microseconds. */
const BASES_MAX = 100;
/** Routers inside routers; deeper ones are not looked for. */
const DEPTH_MAX = 8;

/** Templates by route (by application where no route matched) and base. */
const remembered = new WeakMap<object, Map<string, string>>();

/**
 * Template of a request's route: that of the mounts above it (`/users/7` → `/users/:id`), and its own path, which `end` gives
 * when the route is met for the first time. Where no route matched, it is that of the base.
 */
export function templateUnder(request: IncomingMessage, base: string, end: () => string): string {
  const { app, route } = request as Routed;
  const owner = route ?? app;
  if (!app || !owner) return joined(base === '' ? '' : UNKNOWN, end());
  let known = remembered.get(owner);
  if (known === undefined) {
    known = new Map<string, string>();
    remembered.set(owner, known);
  }
  const before = known.get(base);
  if (before !== undefined) return before;
  const way = attempt('Finding a mount path', () => findMount(app, request, base));
  const template = joined(way?.template ?? (base === '' ? '' : UNKNOWN), end());
  // An error on its way out has left the base of its route behind; the next one with this base may have another route's.
  if (way?.length === base.length && known.size < BASES_MAX) known.set(base, template);
  return template;
}

// A route at the root of a mount is the mount.
function joined(mount: string, end: string): string {
  return mount !== '' && end === '/' ? mount : mount + end;
}

function findMount(app: App, request: Routed, base: string): Way | undefined {
  const { route, originalUrl = '' } = request;
  const toRoute = route && searchFrom(app, pathOf(originalUrl), (stack, path) => findRoute(stack, path, route, 0));
  const toBase = (isLoose: boolean) => searchFrom(app, base, (stack, path) => findBase(stack, path, 0, isLoose));
  return toRoute ?? toBase(false) ?? toBase(true);
}

// An application mounted in another knows its own path; where in the concrete path that ends, only its routers tell.
function searchFrom(app: App, path: string, search: Search): Way | undefined {
  const stack = stackOf(app);
  const above = mountPathOf(app);
  if (above === '') return search(stack, path);
  for (let at = path.indexOf('/', 1); at >= 0; at = path.indexOf('/', at + 1)) {
    const below = search(stack, path.slice(at));
    if (below) return { template: above + below.template, length: at + below.length };
  }
  return search(stack, '') && { template: above, length: path.length };
}

// The way to the router that holds the route, by the layers that match the path.
function findRoute(stack: readonly Layer[], path: string, route: object, depth: number): Way | undefined {
  if (stack.some((layer) => layer.route === route)) return { template: '', length: 0 };
  return depth > DEPTH_MAX ? undefined : through(stack, path, (inner, rest) => findRoute(inner, rest, route, depth + 1));
}

// The way that takes the whole base; a loose one ends where a router is hidden inside a function of the application's.
function findBase(stack: readonly Layer[], base: string, depth: number, isLoose: boolean): Way | undefined {
  if (base === '') return { template: '', length: 0 };
  if (depth > DEPTH_MAX) return undefined;
  return through(stack, base, (inner, rest) => {
    const below = findBase(inner, rest, depth + 1, isLoose);
    return below ?? (isLoose && rest.length < base.length ? { template: UNKNOWN, length: rest.length } : undefined);
  });
}

function through(stack: readonly Layer[], path: string, search: Search): Way | undefined {
  for (const layer of stack) {
    if (layer.route) continue;
    const consumed = takesNothing(layer) ? '' : consumedBy(layer, path === '' ? '/' : path);
    if (consumed === undefined || !(consumed.length === path.length || path[consumed.length] === '/')) continue;
    const below = search(stackOf(layer.handle), path.slice(consumed.length));
    const own = below && (consumed === '' ? '' : templateOf(layer, consumed));
    if (below && own !== undefined) return { template: own + below.template, length: consumed.length + below.length };
  }
  return undefined;
}

// Path of a request target, which a proxy's client writes with scheme and host.
function pathOf(target: string): string {
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  return path.startsWith('/') ? path : path.replace(/^[a-z]+:\/\/[^/]*/i, '');
}

function stackOf(handler: unknown): readonly Layer[] {
  if (typeof handler !== 'function') return [];
  const { stack, _router: old, lazyrouter } = handler as App & { readonly stack?: readonly Layer[] };
  if (Array.isArray(stack)) return stack;
  if (lazyrouter !== undefined) return old?.stack ?? [];
  // Only an application that handles requests has a mount path; asking a plain function for its router is harmless.
  return (handler as App).mountpath === undefined ? [] : ((handler as App).router?.stack ?? []);
}

function mountPathOf({ mountpath, parent }: App): string {
  if (!parent) return '';
  const own = patternText(mountpath);
  return mountPathOf(parent) + (own === '/' ? '' : own);
}
