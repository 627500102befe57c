// How community instrumentations are configured: no values, no keys, and nothing that changes what the application prints.

/** `GET ?`: keys hold user and session ids, so arguments leave as their number alone. */
const withoutArguments = (command: unknown, args: readonly unknown[] = []): string =>
  [String(command), ...args.slice(0, ARGUMENTS_MAX).map(() => '?')].join(' ');
/** A command with more arguments than these is cut. */
const ARGUMENTS_MAX = 10;

const CONFIGURATIONS: Readonly<Record<string, object>> = {
  redis: { dbStatementSerializer: withoutArguments },
  ioredis: { dbStatementSerializer: withoutArguments },
  // These would add trace ids to what the application itself prints; the records that are sent have them anyway.
  pino: { disableLogCorrelation: true },
  bunyan: { disableLogCorrelation: true },
};

export const configurationOf = (name: string): object => CONFIGURATIONS[name] ?? {};
