// Messages that go out: each is counted; one that is sent inside a trace is also a short PRODUCER span.

import { attempt } from '../../errors.ts';
import { activeSpan, markFailed, SpanKind, startLeaf } from '../../signals/spans.ts';
import { attribute as a, OTHER } from '../../vocabulary/index.ts';
import type { Connection } from './connection.ts';
import { kindOf } from './message-kinds.ts';
import { LOOKED_AT_MAX, type MessageName, NOTHING } from './message-name.ts';
import { beginningOf, sizeOf } from './ws-parts.ts';

/** Records one message and gives the function that says whether it could be handed on. */
export function recordSend(
  connection: Connection,
  data: unknown,
  isText: boolean,
  readName: (text: string) => MessageName,
): ((isSent: boolean) => void) | undefined {
  const text = beginningOf(data, isText, LOOKED_AT_MAX);
  const kind = kindOf(text === undefined ? NOTHING : readName(text), connection.side, 'transmit', isText);
  const bytes = sizeOf(data);
  connection.sent += 1;
  kind.messages.add(1);
  kind.io.add(bytes);
  if (!activeSpan()) return undefined;
  const { spanName, shared } = kind;
  const span = startLeaf(SpanKind.PRODUCER, spanName, [a.websocketMessageSize.key, bytes], performance.now(), {
    related: connection.related,
    shared,
  });
  return (isSent) =>
    attempt('Ending the span of a sent message', () => {
      // What was thrown is the application's mistake and reaches it untouched; catching it here would change what Node prints.
      if (!isSent) markFailed(span, OTHER);
      span.end();
    });
}
