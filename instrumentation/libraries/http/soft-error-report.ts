// The log record of an answer that says that it failed, with a status that doesn't.

import { emitLog } from '../../signals/logs.ts';
import { type Context, put, runIn, type Span } from '../../signals/spans.ts';
import { attribute as a, SOFT_ERROR } from '../../vocabulary/index.ts';
import type { ServerSeries } from './server-series.ts';
import type { SoftErrorRule } from './soft-errors.ts';

interface Failed {
  readonly context: Context;
  readonly span: Span;
  readonly family: { readonly method: string };
  readonly response: { readonly statusCode: number };
}

/** Says method, route and rule, never what the body held. */
export function reportSoftError({ context, span, family, response }: Failed, rule: SoftErrorRule, series: ServerSeries): void {
  put(span, a.softErrorRule.key, rule.text);
  const attributes: Record<string, string | number> = {
    [a.httpRequestMethod.key]: family.method,
    [a.httpResponseStatusCode.key]: response.statusCode,
    [a.errorType.key]: SOFT_ERROR,
    [a.softErrorRule.key]: rule.text,
  };
  if (series.route !== undefined) attributes[a.httpRoute.key] = series.route;
  runIn(context, () =>
    emitLog({
      severity: 'error',
      severityText: 'error',
      body: `${series.name} answered ${response.statusCode}, yet its body says that it failed: ${rule.text}`,
      attributes,
      logger: 'peragus',
    }),
  );
}
