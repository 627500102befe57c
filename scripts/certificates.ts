// npm run certificates -- <folder> [host …]: an authority, a certificate for a door and one for a client, and a token, to try TLS with.
// For production use the authority that your other services have; the names of the files are what the variables want there, too.

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
}
export interface Wanted {
  /** Common name, and name of the files. */
  readonly name: string;
  /** Names and addresses that the certificate is good for. */
  readonly hosts?: readonly string[];
  /** 0: over as soon as it is made. */
  readonly days?: number;
}

const DAYS = 30;
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority that signs for itself. */
export function makeAuthority(folder: string, name: string): Certificate {
  const files = filesOf(folder, name);
  openssl('req', '-x509', ...KEY, '-days', String(DAYS), '-subj', `/CN=${name}`, '-keyout', files.key, '-out', files.cert);
  return files;
}

/** Makes a certificate, for both ends of a connection, that the authority has signed. */
export function makeCertificate(authority: Certificate, folder: string, { name, hosts = [], days = DAYS }: Wanted): Certificate {
  const files = filesOf(folder, name);
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)];
  const names = [...hosts, name].map((host) => (/^[\d.]+$|:/.test(host) ? `IP:${host}` : `DNS:${host}`));
  writeFileSync(extensions, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n`);
  openssl('req', '-new', ...KEY, '-subj', `/CN=${name}`, '-keyout', files.key, '-out', request);
  const serial = `0x${randomBytes(8).toString('hex')}`;
  const signer = ['-CA', authority.cert, '-CAkey', authority.key, '-set_serial', serial];
  openssl('x509', '-req', '-in', request, ...signer, '-days', String(days), '-extfile', extensions, '-out', files.cert);
  for (const file of [request, extensions]) rmSync(file);
  return files;
}

/** A token that nobody guesses: 32 random bytes. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

function filesOf(folder: string, name: string): Certificate {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
}

// openssl makes keys that their owner alone may read.
function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function makeAll(folder: string, hosts: readonly string[]): void {
  const authority = makeAuthority(folder, 'ca');
  makeCertificate(authority, folder, { name: 'collector', hosts: ['localhost', '127.0.0.1', '::1', ...hosts] });
  makeCertificate(authority, folder, { name: 'client' });
  writeFileSync(join(folder, 'token'), `${makeToken()}\n`, { mode: 0o600 });
  console.log(`${folder} has ca.pem, collector.pem, client.pem, their keys (…-key.pem) and token, good for ${DAYS} days.`);
}

if (import.meta.main) {
  const [folder, ...hosts] = process.argv.slice(2);
  if (!folder) {
    console.error('usage: npm run certificates -- <folder> [host …]');
    process.exitCode = 2;
  } else makeAll(folder, hosts);
}
