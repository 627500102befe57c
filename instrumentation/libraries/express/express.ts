// Express 4 and 5: the route template of a request, mount paths included, and the exceptions that handlers throw or pass on.

import type { IncomingMessage } from 'node:http';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { readRoutesWith } from '../../signals/routes.ts';
import { entrySpan, recordException } from '../../signals/spans.ts';
import { rememberMount, templateOfBase } from './mounts.ts';

/** What Express adds to a request. */
interface Routed extends IncomingMessage {
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
}
type Handler = (this: unknown, ...args: unknown[]) => unknown;
type LayerClass = { new (path: unknown, options: unknown, handler: Handler): object; readonly prototype: Record<string, unknown> };
type FinalHandler = (...args: unknown[]) => (error: unknown) => void;

export const express: Library = {
  name: 'express',
  connect() {
    readRoutesWith(readRoute);
    patchFile('express', { file: 'lib/router/layer.js', apply: (layer: LayerClass) => patchLayer(layer, 'handle_error') });
    patchFile('router', { file: 'lib/layer.js', apply: (layer: LayerClass) => patchLayer(layer, 'handleError') });
    patchFile('finalhandler', { file: 'index.js', apply: patchFinalHandler });
  },
};

/** Route template: mount path and route path, such as `/api/sessions/:id`. */
function readRoute(request: IncomingMessage): string | undefined {
  const { route, baseUrl } = request as Routed;
  if (route === undefined) return undefined;
  const path = Array.isArray(route.path) ? route.path.map(String).join('|') : String(route.path);
  const base = templateOfBase(request, baseUrl ?? '');
  return base !== '' && path === '/' ? base : base + path;
}

// An error passes each later layer through this method; the same error is recorded once.
function patchLayer(Layer: LayerClass, errorMethod: string): unknown {
  const original = Layer.prototype[errorMethod] as Handler;
  Layer.prototype[errorMethod] = function (this: unknown, ...args: unknown[]) {
    noteError(args[0]);
    return original.apply(this, args);
  };
  function ObservedLayer(this: unknown, path: unknown, options: unknown, handler: Handler): object {
    return new Layer(path, options, rememberMount(path, options, handler));
  }
  ObservedLayer.prototype = Layer.prototype;
  return Object.assign(ObservedLayer, Layer);
}

// Where no error handler takes an error, it ends in finalhandler.
function patchFinalHandler(original: FinalHandler): FinalHandler {
  return function finalhandler(...args) {
    const finish = original(...args);
    return (error) => {
      noteError(error);
      finish(error);
    };
  };
}

const noted = new WeakSet<object>();

const noteError = guarded('Recording an exception of a handler', (error: unknown) => {
  if (!(error instanceof Error) || noted.has(error)) return;
  const span = entrySpan();
  if (!span) return;
  noted.add(error);
  recordException(span, error);
});
