// The AI SDK, package `ai` 3 to 7: each call of its functions is one operation, or one loop of model and tools, under which retries are grouped.
//
// Functions are replaced at the package's exports, agents at their prototype. What the SDK's own `experimental_telemetry` does is left alone.

import { attempt } from '../../errors.ts';
import { patchExports } from '../../hooks/module-hook.ts';
import { AgentLoop } from './agent-loop.ts';
import { nameOf, objectOf } from './facts.ts';
import { follow, replaceFunction } from './following.ts';
import type { Subject } from './operation-state.ts';
import { providerOfSdk } from './providers.ts';
import { noteResult } from './sdk-result.ts';
import { SingleOperation } from './single-operation.ts';

type Group = SingleOperation | AgentLoop;
type Options = Readonly<Record<string, unknown>>;
type Anything = (this: unknown, ...args: unknown[]) => unknown;

/** Retries of the SDK unless told otherwise, all its versions alike. */
const RETRIES = 2;

const GENERATING = ['generateText', 'generateObject'];
const STREAMING = ['streamText', 'streamObject'];
const EMBEDDING = ['embed', 'embedMany'];
const AGENTS = ['ToolLoopAgent', 'Experimental_Agent'];

/** Groups what the AI SDK does. */
export function watchAiSdk(): void {
  patchExports('ai', (exports: Record<string, unknown>) => {
    for (const name of GENERATING) replaceFunction(exports, name, (original) => settling(original, (options) => groupOf(options, 'chat')));
    for (const name of EMBEDDING)
      replaceFunction(exports, name, (original) => settling(original, (options) => groupOf(options, 'embeddings')));
    for (const name of STREAMING) replaceFunction(exports, name, streaming);
    for (const name of AGENTS) watchAgent(exports[name]);
  });
}

function groupOf(options: Options, operation: string, streamed = false): Group {
  const subject = subjectOf(options.model, operation);
  const attemptsMax = streamed ? { attemptsMax: 1 + (typeof options.maxRetries === 'number' ? options.maxRetries : RETRIES) } : {};
  if (operation === 'embeddings') return new SingleOperation(subject, { parallel: true });
  return canLoop(options) ? new AgentLoop(subject, attemptsMax) : new SingleOperation(subject, attemptsMax);
}

// Versions 5 to 7 say it with `stopWhen`, 3 and 4 with a number of steps.
function canLoop({ stopWhen, maxSteps, maxToolRoundtrips, maxAutomaticRoundtrips }: Options): boolean {
  const isAbove = (value: unknown, least: number) => typeof value === 'number' && value > least;
  return stopWhen !== undefined || isAbove(maxSteps, 1) || isAbove(maxToolRoundtrips, 0) || isAbove(maxAutomaticRoundtrips, 0);
}

// Models are objects of their provider, or names that a gateway resolves: `openai/gpt-5`.
function subjectOf(model: unknown, operation: string): Subject {
  if (typeof model === 'string') return { operation, provider: providerOfSdk(model.split('/', 1)[0]), model: nameOf(model) };
  const { provider, modelId } = objectOf(model);
  return { operation, provider: providerOfSdk(provider), model: nameOf(modelId) };
}

/** A function whose promise settles when all is over. */
function settling(original: Anything, begin: (options: Options, self: unknown) => Group): Anything {
  return function (this: unknown, ...args: unknown[]): unknown {
    const group = attempt('Starting an AI operation', () => begin(objectOf(args[0]), this));
    if (!group) return Reflect.apply(original, this, args);
    return follow(() => group.run(() => Reflect.apply(original, this, args)), {
      done(result) {
        noteResult(group, result);
        group.close();
      },
      fail: (error) => group.fail(error),
    });
  };
}

/** A function that gives its result at once, while the stream goes on; nothing of the stream is read for us. */
function streaming(original: Anything): Anything {
  return function (this: unknown, ...args: unknown[]): unknown {
    const group = attempt('Starting an AI operation', () => groupOf(objectOf(args[0]), 'chat', true));
    if (!group) return Reflect.apply(original, this, args);
    const [options, ...rest] = args;
    const watched = attempt('Listening to an AI stream', () => listening(options, group)) ?? options;
    return follow(() => group.run(() => Reflect.apply(original, this, [watched, ...rest])), {
      done() {},
      fail: (error) => group.fail(error),
    });
  };
}

// The same options with callbacks that tell us the end as well. `onError` is only listened to where the application set it: without,
// the SDK has a default of its own. `onEnd` is what version 7 calls `onFinish`.
function listening(options: unknown, group: Group): unknown {
  const proto = typeof options === 'object' && options !== null ? Object.getPrototypeOf(options) : undefined;
  if (proto !== Object.prototype && proto !== null) return options;
  const given = options as Options;
  const onEnd = typeof given.onEnd === 'function' ? 'onEnd' : 'onFinish';
  const ends = (event: unknown) => {
    noteResult(group, event);
    group.close();
  };
  const callback = (name: string, ours: (event: unknown) => void, always: boolean) => {
    const theirs = given[name];
    if (typeof theirs !== 'function')
      return always && theirs === undefined ? { [name]: (event: unknown) => attempt('Ending an AI stream', () => ours(event)) } : {};
    return {
      [name](this: unknown, ...args: unknown[]) {
        attempt('Ending an AI stream', () => ours(args[0]));
        return Reflect.apply(theirs, this, args);
      },
    };
  };
  return {
    ...given,
    ...callback(onEnd, ends, true),
    ...callback('onAbort', () => group.abort(), true),
    ...callback('onError', (event) => group.fail(objectOf(event).error), false),
  };
}

function watchAgent(agent: unknown): void {
  if (typeof agent !== 'function') return;
  const methods = agent.prototype as Record<string, unknown>;
  const begin = (self: unknown, attemptsMax?: number) => {
    const settings = objectOf(objectOf(self).settings);
    return new AgentLoop(subjectOf(settings.model, 'chat'), attemptsMax === undefined ? {} : { attemptsMax });
  };
  replaceFunction(methods, 'generate', (original) => settling(original, (_options, self) => begin(self)));
  replaceFunction(
    methods,
    'stream',
    (original) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const retries = objectOf(objectOf(this).settings).maxRetries;
        const group = attempt('Starting an AI loop', () => begin(this, 1 + (typeof retries === 'number' ? retries : RETRIES)));
        if (!group) return Reflect.apply(original, this, args);
        return follow(() => group.run(() => Reflect.apply(original, this, args)), { done() {}, fail: (error) => group.fail(error) });
      },
  );
}
