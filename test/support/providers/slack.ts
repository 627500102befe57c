// Slack, incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and the reference of attachments.

import { type StandIn, startProvider } from './provider.ts';
import { closed, leftovers, schemaCheck, text } from './schema.ts';

export interface SlackMessage {
  readonly username?: string;
  readonly attachments: readonly {
    readonly title: string;
    readonly title_link?: string;
    readonly text: string;
    readonly fallback: string;
    readonly footer?: string;
    readonly color: string;
  }[];
}

const url = { type: 'string', format: 'url', maxLength: 3000 };
const attachment = closed(
  {
    title: text(300, 1),
    title_link: url,
    // A block takes 3000 characters; more of an attachment is folded away.
    text: text(3000, 1),
    fallback: text(3000, 1),
    callback_id: text(0),
    footer: text(300),
    color: { type: 'string', pattern: '^(#[0-9a-f]{6}|good|warning|danger)$' },
    mrkdwn_in: { type: 'array', items: { enum: ['text', 'pretext', 'fallback', 'fields'] } },
  },
  ['text', 'fallback', 'color', 'title'],
);
const check = schemaCheck(
  closed(
    {
      username: text(80),
      link_names: { const: false },
      text: text(40_000),
      attachments: { type: 'array', minItems: 1, maxItems: 20, items: attachment },
    },
    ['attachments'],
  ),
);

/** `<` begins a mention or a link: only links of ours may be there. */
function mentions(message: SlackMessage): string[] {
  const words = message.attachments.flatMap(({ title, text: body, fallback }) => [title, body, fallback]).join('\n');
  return words.replace(/<https?:\/\/[^\s<>|]+\|[^<>|]+>/g, '').match(/[<>]/) ? ['holds a < or > that is no link of ours'] : [];
}

/** Answers `ok`, and `invalid_payload` to what Slack would not take. */
export const startSlack = (): Promise<StandIn<SlackMessage>> =>
  startProvider<SlackMessage>({
    path: '/services/T000/B000/secret',
    check: (message) => [...check(message), ...mentions(message), ...leftovers(message)],
    accept: () => ({ status: 200, body: 'ok' }),
    refuse: () => ({ status: 400, body: 'invalid_payload' }),
  });
