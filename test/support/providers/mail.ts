// A mail server that wants TLS and a password, and reads what it is given as a mail program does.

import { readFileSync } from 'node:fs';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { Certificate } from '../../../scripts/certificates.ts';
import { listenLocally } from '../fake-server.ts';
import { leftovers } from './schema.ts';

interface MailServer {
  readonly host: string;
  readonly received: Email[];
  readonly faults: string[];
  close(): Promise<void>;
}

export const MAIL_USER = 'alerts@example.com';
export const MAIL_PASSWORD = 'pass word/?#';
/** RFC 5322, 2.1.1; and what lists of mails show of a subject. */
const LINE_LIMIT_CHARACTERS = 998;
const SUBJECT_LIMIT_CHARACTERS = 250;

/** Listens on loopback with a certificate for it. */
export async function startMailServer({ cert, key }: Certificate): Promise<MailServer> {
  const received: Email[] = [];
  const faults: string[] = [];
  const smtp = new SMTPServer({
    cert: readFileSync(cert),
    key: readFileSync(key),
    authMethods: ['PLAIN', 'LOGIN'],
    logger: false,
    onAuth: ({ username, password }, session, done) => {
      if (!session.secure) faults.push('sent a password without TLS');
      const known = username === MAIL_USER && password === MAIL_PASSWORD;
      if (known) done(null, { user: username });
      else done(new Error('wrong user or password'));
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        readMail(Buffer.concat(chunks), faults).then(
          (mail) => {
            received.push(mail);
            done();
          },
          (error: Error) => done(error),
        );
      });
    },
  });
  smtp.on('error', (error: Error) => faults.push(error.message));
  const { port, close } = await listenLocally(smtp.server);
  return { host: `127.0.0.1:${port}`, received, faults, close };
}

async function readMail(raw: Buffer, faults: string[]): Promise<Email> {
  const mail = await PostalMime.parse(raw);
  const complain = (isWrong: boolean, complaint: string) => isWrong && faults.push(complaint);
  complain(
    raw
      .toString('latin1')
      .split('\r\n')
      .some((line) => line.length > LINE_LIMIT_CHARACTERS),
    'has a line that is too long',
  );
  complain(!mail.from?.address || (mail.to ?? []).length === 0, 'has no sender or no receiver');
  complain(!mail.subject || mail.subject.length > SUBJECT_LIMIT_CHARACTERS, `has a subject of ${mail.subject?.length ?? 0} characters`);
  complain(!mail.date || !mail.messageId, 'has no date or no id');
  complain(!mail.text?.trim() || !mail.html?.trim(), 'lacks its text or its HTML');
  // What a label holds must not become markup.
  complain(/<script|<img/i.test(mail.html ?? ''), 'has markup of an alert in its HTML');
  faults.push(...leftovers([mail.subject, mail.text, mail.html]));
  return mail;
}
