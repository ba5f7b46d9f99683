import type { Step } from './compiled-steps.ts';
import type { FetchRecord } from './fetch-records.ts';
import type { ObjectPaths } from './object-paths.ts';
import type { SelectedFields } from './selected-fields.ts';

/**
 * The keys that identify the objects at a path until lookups add fields to them; null when keys are not enough. Objects
 * that are equal in these keys get equal lookups and stay equal, so they can be merged.
 */
export function identityAt(
  pathIndex: number,
  records: readonly FetchRecord[],
  objectPaths: ObjectPaths,
  steps: readonly Step[],
): readonly string[] | null {
  const [writer, ...others] = objectPaths.writersOf(pathIndex);
  const path = objectPaths.all[pathIndex]?.path ?? [];
  if (writer === undefined || others.length > 0 || !areLookedUp(pathIndex, path, records, steps)) return null;
  const fields = fieldsFrom(writer, path);
  if (fields === undefined || [...fields.values()].some(({ fields: below }) => below !== null)) return null;
  const keys = [...fields.keys()];
  // The type name distinguishes little, so it is compared last.
  const compared = keys.filter((key) => key !== '__typename');
  return compared.length === 0 ? null : [...compared, ...keys.filter((key) => key === '__typename')];
}

/** Whether all other fields of the objects come from lookups that share equal objects. */
function areLookedUp(
  pathIndex: number,
  path: readonly string[],
  records: readonly FetchRecord[],
  steps: readonly Step[],
): boolean {
  const name = path.join('.');
  const own = records.filter((record) => record.path.join('.') === name);
  const targets = steps.flatMap((step) =>
    step.kind === 'lookups'
      ? step.lookups.flatMap((lookup) => lookup.targets.filter((each) => each.pathIndex === pathIndex))
      : [],
  );
  return (
    targets.length > 0 &&
    targets.every(({ hasSeveralWriters }) => !hasSeveralWriters) &&
    own.every(({ node, isSpecial }) => node.requires !== undefined && !isSpecial)
  );
}

function fieldsFrom({ path, fields }: FetchRecord, objectPath: readonly string[]): SelectedFields | undefined {
  let level: SelectedFields | null | undefined = fields;
  for (const key of objectPath.slice(path.length)) level = level?.get(key)?.fields;
  return level ?? undefined;
}
