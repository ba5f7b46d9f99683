import { deriveId } from '../runtime/import/derive-id.ts';
import type { OpenImporter } from '../runtime/import/import-access.ts';
import type { ImportProgress } from '../runtime/import/import-progress.ts';
import type { ImportOutcome, ImportRow } from '../runtime/import/import-row.ts';

/** The system that rows of tests come from. */
export const SOURCE = 'test';

/** A row of a dump, with the values that the command makes of its columns. */
export type DumpFields = Readonly<Record<string, unknown>> & { readonly oldId: string };

const START: ImportProgress = {
  ...{ fingerprint: '', line: 0, rows: 0, inserted: 0, present: 0, changed: 0, refused: 0, isComplete: false },
};

/** The id here of a row of the tests' system. */
export const importedId = ({ key }: Pick<OpenImporter, 'key'>, oldId: string): string =>
  deriveId(key.prefix, { source: SOURCE, kind: key.kind, oldId });

/** Rows as the command hands them to a domain. @throws the reason of the first that is not in order by itself. */
export function rowsOf(importer: OpenImporter, rows: readonly DumpFields[]): ImportRow<unknown>[] {
  return rows.map(({ oldId, ...given }, at) => {
    const parsed = importer.parse({
      ...Object.fromEntries(Object.keys(importer.fields).map((name) => [name, null])),
      ...given,
    });
    if (!parsed.ok) throw new Error(parsed.reason);
    const id = deriveId(importer.key.prefix, { source: SOURCE, kind: importer.key.kind, oldId }, parsed.at);
    return { line: at + 1, oldId, id, value: parsed.value };
  });
}

/** Imports rows as one batch: one outcome for each. */
export const importRows = (importer: OpenImporter, rows: readonly DumpFields[]): Promise<readonly ImportOutcome[]> =>
  importer.write(rowsOf(importer, rows), { source: SOURCE, kind: importer.kind, file: 'test.csv' }, () => START);
