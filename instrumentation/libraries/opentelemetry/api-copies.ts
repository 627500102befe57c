// Copies of @opentelemetry/api that the application brings: spans made through an older one join ours, through a newer one they are lost.

import { createRequire } from 'node:module';
import { sep } from 'node:path';
import { CODES, complain } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { watchPackage } from '../../hooks/module-hook.ts';
import { manifestOf, placeOf } from '../../hooks/package-place.ts';

const API = '@opentelemetry/api';

export const apiCopies: Library = {
  name: 'opentelemetry-api',
  connect() {
    const own = ownVersion();
    if (own === undefined) return;
    watchPackage(API, ({ version }) => {
      if (isCompatible(version, own)) return;
      complain(
        CODES.otherApi,
        `The application's copy of ${API} is ${version}, which doesn't work with ${own} of the preload: what it reports is lost. Let npm install one copy (npm ls ${API}).`,
      );
    });
  },
};

function ownVersion(): string | undefined {
  const place = placeOf(
    createRequire(import.meta.url)
      .resolve(API)
      .replaceAll(sep, '/'),
  );
  return place && manifestOf(place.folder).version;
}

// The rule of the API itself: what is registered must be of the same major version and not of an older minor one.
function isCompatible(copy: string, registered: string): boolean {
  const [[major, minor], [ownMajor, ownMinor]] = [copy, registered].map((version) => version.split('.').map(Number)) as [
    number[],
    number[],
  ];
  return major === ownMajor && Number(minor) <= Number(ownMinor);
}
