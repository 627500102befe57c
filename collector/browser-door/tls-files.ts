// The door's certificate out of two files, which may be replaced while it runs.

import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';

interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** As often as the Collector looks (`reload_interval` in fragments/secure-receive.yaml). */
const LOOK_EVERY_MS = 10_000;

export function readCertificate({ certFile, keyFile }: TlsFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
}

/** Takes new files for new connections; a pair that can't be read, or doesn't match, leaves the one before. */
export function keepCertificate(server: Server, files: TlsFiles): void {
  let last = readCertificate(files);
  const timer = setInterval(() => {
    try {
      const now = readCertificate(files);
      if (now.cert.equals(last.cert) && now.key.equals(last.key)) return;
      server.setSecureContext(now);
      last = now;
      console.log('The certificate was renewed.');
    } catch (error) {
      console.error(`The certificate can't be renewed (${(error as Error).message}); going on with the one before.`);
    }
  }, LOOK_EVERY_MS).unref();
  server.on('close', () => clearInterval(timer));
}
