import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAMP_FILE, stampOf } from '../../web/stamp.ts';
import type { Finding } from './tree.ts';

const FOLDER = 'web';

/** The committed explorer was built from the sources as they stand, and its files are those that were built. */
export function explorerCurrent(root: string): readonly Finding[] {
  const folder = join(root, FOLDER);
  const path = join(folder, STAMP_FILE);
  const [sources, built] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const [sourcesNow, builtNow] = stampOf(folder).split('\n');
  const finding = (message: string): Finding => ({
    file: `${FOLDER}/${STAMP_FILE}`,
    line: 1,
    rule: 'explorer',
    message: `${message}: run \`npm run explorer\``,
  });
  if (sources !== sourcesNow) return [finding('the explorer was not built from the sources as they stand')];
  return built === builtNow ? [] : [finding('the files of the explorer are not those that were built')];
}
