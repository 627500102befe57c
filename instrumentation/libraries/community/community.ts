// The community's instrumentations for pg, redis, mongodb, graphql and others: nothing of one is loaded before its library is.

import type { Library } from '../../hooks/library.ts';
import { patchExports, patchFile } from '../../hooks/module-hook.ts';
import type { Apply, ModuleInfo } from '../../hooks/patch-registry.ts';
import { isChosen } from '../../settings/chosen.ts';
import { type CommunityInstrumentation, type CommunityPackage, patchWith } from './instrumentation.ts';
import { COMMUNITY } from './table.ts';

export const community: Library = {
  name: 'community',
  connect(settings) {
    for (const row of COMMUNITY) {
      if (!isChosen(row.name, settings)) continue;
      for (const library of row.packages) {
        if (library.hasMain) patchExports(library.name, applyWith(row, library, undefined));
        for (const file of library.files) patchFile(library.name, { file, apply: applyWith(row, library, file) });
      }
    }
  },
};

function applyWith(row: CommunityInstrumentation, library: CommunityPackage, file: string | undefined): Apply {
  return (exports: unknown, { folder, version }: ModuleInfo) => patchWith(row, library, file, { exports, folder, version });
}
