// Messages that go out: each is counted; one that is sent inside a trace is also a short PRODUCER span.

import { attempt } from '../../errors.ts';
import { activeSpan, markFailed, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a, OTHER } from '../../vocabulary/index.ts';
import { type Connection, countMessage } from './connection.ts';
import { LOOKED_AT_MAX, type MessageName, nameAttributes, spanName } from './message-name.ts';
import { beginningOf, sizeOf } from './ws-parts.ts';

/** Records one message and gives the function that says whether it could be handed on. */
export function recordSend(
  connection: Connection,
  data: unknown,
  isText: boolean,
  readName: (text: string) => MessageName,
): ((isSent: boolean) => void) | undefined {
  const text = beginningOf(data, isText, LOOKED_AT_MAX);
  const name = text === undefined ? {} : readName(text);
  const named = nameAttributes(name);
  const bytes = sizeOf(data);
  const nature = { [a.websocketMessageType.key]: isText ? 'text' : 'binary', ...named };
  connection.sent += 1;
  countMessage(connection, 'transmit', bytes, nature);
  if (!activeSpan()) return undefined;
  const attributes = { ...connection.transmitLabels, ...nature, [a.websocketMessageSize.key]: bytes };
  const related = connection.span ? [connection.span] : [];
  const { span } = startWork(SpanKind.PRODUCER, spanName('send', name), attributes, undefined, related);
  return (isSent) =>
    attempt('Ending the span of a sent message', () => {
      // What was thrown is the application's mistake and reaches it untouched; catching it here would change what Node prints.
      if (!isSent) markFailed(span, OTHER);
      span.end();
    });
}
