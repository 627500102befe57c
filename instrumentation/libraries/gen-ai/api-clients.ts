// The clients of OpenAI and Anthropic: one request of the application is one operation, however often the client tries again.

import { attempt } from '../../errors.ts';
import { patchExports } from '../../hooks/module-hook.ts';
import { currentContext, runIn } from '../../signals/spans.ts';
import { follow, replaceFunction } from './following.ts';
import { hasOwner, ownedBy } from './owner.ts';
import { RetriedRequest } from './retried-request.ts';

/** Package → class that it exports. Both clients come from the same generator: `makeRequest` calls itself again to retry. */
const CLIENTS: Readonly<Record<string, string>> = { openai: 'OpenAI', '@anthropic-ai/sdk': 'BaseAnthropic' };

/** Groups the retries of both clients. */
export function watchApiClients(): void {
  for (const [packageName, exported] of Object.entries(CLIENTS)) {
    patchExports(packageName, (exports: Record<string, { readonly prototype?: Record<string, unknown> } | undefined>) => {
      const methods = exports[exported]?.prototype;
      if (methods) replaceFunction(methods, 'makeRequest', grouping);
    });
  }
}

function grouping(original: (this: unknown, ...args: unknown[]) => unknown): typeof original {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [, , retryOf] = args;
    const request = retryOf === undefined && !hasOwner() ? attempt('Grouping retries', () => new RetriedRequest()) : undefined;
    const work = () => Reflect.apply(original, this, args);
    if (!request) return work();
    return follow(() => runIn(ownedBy(request, currentContext()), work), {
      done: () => request.close(),
      fail: (error) => request.fail(error),
    });
  };
}
