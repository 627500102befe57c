// Express 4 and 5: the route template of a request, mount paths included, and the exceptions that handlers throw or pass on.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { guarded, tellFailure } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { heldElsewhere } from '../../hooks/patch-facts.ts';
import { readRoutesWith } from '../../signals/routes.ts';
import { entrySpan, recordException } from '../../signals/spans.ts';
import { UNMATCHED_ROUTE } from '../../vocabulary/index.ts';
import { patternText, rememberPath } from './layer.ts';
import { templateUnder } from './mount-tree.ts';

/** What Express adds to a request. */
interface Routed extends IncomingMessage {
  readonly route?: { readonly path?: unknown };
  readonly baseUrl?: string;
}
type Method = (this: object, ...args: unknown[]) => unknown;
type LayerClass = { new (path: unknown, options: unknown, handler: unknown): object; readonly prototype: Record<string, Method> };
type FinalHandler = (...args: unknown[]) => (error: unknown) => void;

const NOT_FOUND = 404;

export const express: Library = {
  name: 'express',
  connect() {
    readRoutesWith(readRoute);
    patchFile('express', {
      file: 'lib/router/layer.js',
      apply: (layer: LayerClass) => patchLayer(layer, 'handle_error'),
    });
    // Express 5 keeps its router in a package of its own.
    heldElsewhere('express', ['router']);
    patchFile('router', { file: 'lib/layer.js', apply: (layer: LayerClass) => patchLayer(layer, 'handleError') });
    patchFile('finalhandler', { file: 'index.js', apply: patchFinalHandler });
  },
};

/** Route template: mount path and route path, such as `/api/sessions/:id`; see `http.route` in the vocabulary for what met no route. */
function readRoute(request: IncomingMessage, response: ServerResponse): string | undefined {
  // Every router sets it, and unsets it again when nothing in it answered; without it no router saw the request.
  if (!('baseUrl' in request)) return undefined;
  const { route, baseUrl: base = '' } = request as Routed;
  if (route !== undefined) return templateUnder(request, base, () => patternText(route.path));
  return base === '' || response.statusCode === NOT_FOUND ? UNMATCHED_ROUTE : templateUnder(request, base, () => '/*');
}

// An error passes each later layer through this method; the same error is recorded once.
function patchLayer(Layer: LayerClass, errorMethod: string): unknown {
  const handleError = Layer.prototype[errorMethod] as Method;
  Layer.prototype[errorMethod] = function (...args) {
    noteError(args[0]);
    return handleError.apply(this, args);
  };
  function ObservedLayer(path: unknown, options: unknown, handler: unknown): object {
    const layer = new Layer(path, options, handler);
    try {
      rememberPath(layer, path, options);
    } catch (error) {
      tellFailure('Remembering the path of a layer', error);
    }
    return layer;
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
