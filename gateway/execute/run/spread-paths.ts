import type { ResponsePath } from './object-lists.ts';

/** The paths, with those that differ only in the position in one list replaced by the path of the list. */
export function spreadPaths(paths: readonly ResponsePath[], depth = 0): ResponsePath[] {
  const [first] = paths;
  if (first === undefined) return [];
  const byPart = Map.groupBy(paths, (path) => path[depth]);
  const parts = [...byPart.keys()];
  if (parts.length > 1 && parts.some((part) => typeof part === 'number')) return [first.slice(0, depth)];
  return [...byPart].flatMap(([part, below]) => (part === undefined ? [first] : spreadPaths(below, depth + 1)));
}

/** The longest common prefix of the paths. */
export function commonPath(paths: readonly ResponsePath[]): ResponsePath {
  const [first = [], ...others] = paths;
  let length = first.length;
  for (const path of others) {
    let same = 0;
    while (same < length && path[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}
