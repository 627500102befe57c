// An OTLP/HTTP receiver that keeps requests as they came: path, headers, bytes; with TLS where a certificate is given.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

interface RawRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Common name of the client's certificate. */
  readonly client: string | undefined;
}

/** Files of a certificate for 127.0.0.1 that signs itself, made for this run. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
  remove(): void;
}

/** Makes a certificate with the openssl of this machine. */
export function makeCertificate(name: string): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-certificate-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { cert, key, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Listens on a free port of loopback. */
export async function receiveRaw(certificate?: CertificateFiles, clients?: CertificateFiles) {
  const requests: RawRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      const { getPeerCertificate } = request.socket as { getPeerCertificate?: () => { subject?: { CN?: string } } };
      const client = getPeerCertificate?.call(request.socket)?.subject?.CN;
      requests.push({ path: request.url ?? '', headers: request.headers, body, client });
      response.end();
    });
  };
  const tls = certificate && { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) };
  const asked = clients ? { requestCert: true, rejectUnauthorized: true, ca: readFileSync(clients.cert) } : {};
  const server = tls ? createSecureServer({ ...tls, ...asked }, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, requests, close };
}
