import { lineAt } from './line-at.ts';
import type { Finding, Tree } from './tree.ts';

const LOCK = 'package-lock.json';

/** The lowest versions without known holes. Node's own stands for the packages that bring it along. */
const FLOORS: Readonly<Record<string, string>> = {
  '@apollo/gateway': '2.13.2',
  '@apollo/composition': '2.12.1',
  '@apollo/server': '5.5.0',
  graphql: '16.15.0',
  ws: '8.21.1',
  undici: '7.24.0',
  'file-type': '21.3.1',
  sharp: '0.35.0',
  node: '24.14.1',
};

/** No installed copy of a package, however deep, is older than its floor. */
export function versionFloors(tree: Tree): readonly Finding[] {
  const text = tree.text(LOCK);
  if (text === undefined) return [];
  return Object.entries(packagesOf(text)).flatMap(([path, version]) => {
    const floor = FLOORS[nameOf(path)];
    if (floor === undefined || !isLower(version, floor)) return [];
    const message = `${path} is ${version}, below the floor ${floor}`;
    return [{ file: LOCK, line: lineAt(text, text.indexOf(`"${path}"`)), rule: 'version-floors', message }];
  });
}

/** `node_modules/a/node_modules/@b/c` holds `@b/c`; the packages that carry Node's binary count as `node`. */
function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return /^node-(linux|darwin|win)-/.test(name) ? 'node' : name;
}

/** Version by path, of the entries that have one. */
function packagesOf(text: string): Readonly<Record<string, string>> {
  const lock: unknown = JSON.parse(text);
  const packages = typeof lock === 'object' && lock !== null && 'packages' in lock ? lock.packages : null;
  return Object.fromEntries(
    Object.entries(packages ?? {}).flatMap(([path, entry]: [string, unknown]) => {
      const version = typeof entry === 'object' && entry !== null && 'version' in entry ? entry.version : null;
      return path.includes('node_modules/') && typeof version === 'string' ? [[path, version]] : [];
    }),
  );
}

/** Semantic version order; of equal numbers, a pre-release is the lower. */
function isLower(version: string, floor: string): boolean {
  const [left, right] = [version, floor].map((text) => (text.split(/[-+]/)[0] ?? '').split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return version.includes('-') && !floor.includes('-');
}
