// An authority, certificates and tokens in a scratch folder, made for one test and short lived; files are replaced as an operator does.

import { cpSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificate, makeAuthority, makeCertificate, makeToken } from '../../../scripts/certificates.ts';

export class ScratchSecurity {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-security-')));
  readonly authority = makeAuthority(this.folder, 'ca');
  readonly door = makeCertificate(this.authority, this.folder, { name: 'door', hosts: ['127.0.0.1'], days: 1 });
  readonly client = makeCertificate(this.authority, this.folder, { name: 'client', days: 1 });
  /** Whose clients the door takes. */
  readonly clientAuthorityFile = join(this.folder, 'clients-ca.pem');
  readonly token = makeToken();
  readonly tokenFile = join(this.folder, 'tokens');

  constructor() {
    cpSync(this.authority.cert, this.clientAuthorityFile);
    this.replace(this.tokenFile, `${this.token}\n`);
  }

  /** What a Collector's door needs. */
  get receiving(): Record<string, string> {
    return {
      PERAGUS_TLS_CERT_FILE: this.door.cert,
      PERAGUS_TLS_KEY_FILE: this.door.key,
      PERAGUS_TLS_CLIENT_CA_FILE: this.clientAuthorityFile,
      PERAGUS_RECEIVE_TOKEN_FILE: this.tokenFile,
    };
  }

  /** Puts a new content in the place of a file in one step. */
  replace(file: string, content: string): void {
    writeFileSync(`${file}.new`, content, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Puts another certificate in the place of one. */
  renew(old: Certificate, fresh: Certificate): void {
    for (const part of ['key', 'cert'] as const) {
      cpSync(fresh[part], `${old[part]}.new`);
      renameSync(`${old[part]}.new`, old[part]);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
