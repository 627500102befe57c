// Which context the running code is in.

import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { processParent } from './process-parent.ts';

/** Ours while it is the global one: asked without the API's look-up of who that is. */
let own: AsyncLocalStorageContextManager | undefined;

class OwnContextManager extends AsyncLocalStorageContextManager {
  override disable(): this {
    own = undefined;
    return super.disable();
  }
}

/** Makes Node's AsyncLocalStorage keep the context. */
export function installContext(): void {
  const manager = new OwnContextManager().enable();
  if (context.setGlobalContextManager(manager)) own = manager;
}

/** The context without any span: what must not belong to the current trace starts here. */
export const NO_PARENT: Context = ROOT_CONTEXT;

export function activeContext(): Context {
  return own === undefined ? context.active() : own.active();
}

/** The context of the code that runs now; what has no span of this process yet belongs to whoever started the process. */
export function currentContext(): Context {
  return processParent(activeContext());
}

/** Runs `work` in `within` and gives what it gives; what it starts later stays in that context too. */
export function runIn<T>(within: Context, work: () => T): T {
  return own === undefined ? context.with(within, work) : own.with(within, work);
}

/**
 * Makes `next` the context of the rest of this asynchronous execution, where no callback of ours could be wrapped around it.
 * @returns brings the context before it back
 */
export function enter(next: Context): () => void {
  const token = own === undefined ? context.attach(next) : own.attach(next);
  return () => token.dispose();
}
