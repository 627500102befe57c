// Reads the one line that says how mail is sent: `smtp://user:password@host:587?from=…&to=…,…`.

export interface EmailAddress {
  /** Host and port of the mail server. */
  readonly smarthost: string;
  readonly from: string;
  /** One or more, separated by commas. */
  readonly to: string;
  readonly username?: string;
  readonly password?: string;
  readonly requireTls: boolean;
}

/** Ports by scheme, where the address names none: submission with STARTTLS, submission over TLS. */
const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };
const ADDRESS = /^[^\s@<>,"{}]+@[^\s@<>,"{}]+$/;

const SHAPE = 'one line such as smtps://user:password@smtp.example.com?from=alerts@example.com&to=on-call@example.com';

/**
 * Reads the line. `smtp:` means STARTTLS, or nothing at all with `&tls=off` and no user; `smtps:` means TLS from the start.
 * @throws Error that says what is missing, never what the line holds.
 */
export function readEmailAddress(line: string): EmailAddress {
  const text = line.trim();
  if (!URL.canParse(text)) throw new Error(`is not ${SHAPE}`);
  const { protocol, hostname, port, username, password, searchParams } = new URL(text);
  const scheme = PORTS[protocol];
  if (scheme === undefined || hostname === '') throw new Error(`is not ${SHAPE}`);
  const from = searchParams.get('from') ?? '';
  const to = (searchParams.get('to') ?? '').split(',').map((one) => one.trim());
  if (!ADDRESS.test(from)) throw new Error('names no sender: from=alerts@example.com');
  if (!to.every((one) => ADDRESS.test(one))) throw new Error('names no receiver: to=on-call@example.com');
  const plain = searchParams.get('tls') === 'off';
  if (plain && username !== '') throw new Error('would send a password without TLS: leave out tls=off or the user');
  // Alertmanager begins with TLS on port 465 by itself, and with STARTTLS elsewhere.
  if (protocol === 'smtps:' && port !== '' && port !== '465')
    throw new Error('has smtps: on another port than 465: write smtp: for STARTTLS');
  return {
    smarthost: `${hostname}:${port === '' ? scheme : port}`,
    from,
    to: to.join(', '),
    ...(username !== '' && { username: decodeURIComponent(username), password: decodeURIComponent(password) }),
    requireTls: !plain,
  };
}
