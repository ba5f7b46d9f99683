import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(new URL('../web/dist', import.meta.url));

/** Folder of the built explorer; null, and one line to `report`, when it is not there. */
export function findExplorer(report: (line: string) => void, directory: string = BUILT): string | null {
  if (existsSync(join(directory, 'index.html'))) return directory;
  report('The explorer is not built, GET / answers with a plain page: "npm run explorer" builds it');
  return null;
}
