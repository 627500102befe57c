// Generated files are committed and equal, byte for byte, what their source makes now.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { generatedFiles } from '../../scripts/generated-files.ts';

const root = join(import.meta.dirname, '../..');

describe('generated files', () => {
  const files = generatedFiles();
  for (const [path, content] of files) {
    it(`${path} is current (npm run generate)`, () => expect(readFileSync(join(root, path), 'utf8')).to.equal(content));
  }
  for (const folder of ['dashboards/generated', 'dashboards/generated-v2', 'alerts/generated']) {
    it(`${folder} holds nothing else`, () => {
      const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = found.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
      expect(paths.filter((path) => !files.has(path))).to.deep.equal([]);
    });
  }
});
