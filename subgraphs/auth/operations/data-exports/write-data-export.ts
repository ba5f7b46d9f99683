import { z } from 'zod';
import type { AuthContext } from '../../context.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** Decrypted content of a part: one page of a domain's data. `collection` is null where the domain has none. */
export const EXPORT_PART = z.object({
  domain: z.string(),
  collection: z.string().nullable(),
  /** Each a JSON object as text. */
  records: z.array(z.string()),
});

export type WriteNeeds = Pick<AuthContext, 'exportBox'> & {
  readonly repository: Pick<AuthRepository, 'exportParts'>;
};

/** Name under which a part is sealed, so that parts cannot be swapped. */
export const partName = (exportId: string, number: number): string => `${exportId}/${number}`;

/** Format version: increases when a member changes its meaning or is removed, not when one is added. */
const VERSION = 1;

/** Number of parts in memory at a time, each at most about 2 MB. */
const BATCH_SIZE = 4;

type Part = z.infer<typeof EXPORT_PART>;

/**
 * Streams an export as one JSON document, with its parts in the order of collection.
 *
 * @throws when a part is missing or cannot be decrypted.
 */
export async function* writeDataExport(
  needs: WriteNeeds,
  copy: Pick<DataExport, 'id' | 'userId' | 'requestedAt' | 'parts'>,
  collectedAt: Date,
): AsyncGenerator<string> {
  const { userId, requestedAt } = copy;
  const heading = JSON.stringify({ format: 'personal-data', version: VERSION, userId, requestedAt, collectedAt });
  yield `${heading.slice(0, -1)},"domains":{`;
  let previous: Part | null = null;
  for await (const part of readParts(needs, copy)) {
    yield opening(previous, part) + part.records.join(',\n');
    // An empty page may end a collection; separators follow from the last page that had records.
    if (!continues(previous, part) || part.records.length > 0) previous = part;
  }
  yield `${previous === null ? '' : closing(previous)}}}\n`;
}

const continues = (previous: Part | null, { domain, collection }: Part): boolean =>
  previous !== null && previous.domain === domain && previous.collection === collection;

/** Separators and opening brackets before the records of a part, and closing brackets of what came before. */
function opening(previous: Part | null, part: Part): string {
  if (previous !== null && continues(previous, part))
    return previous.records.length > 0 && part.records.length > 0 ? ',\n' : '';
  const { domain, collection } = part;
  const begins = collection === null ? '' : `${JSON.stringify(collection)}:[`;
  if (previous?.domain === domain) return `],\n${begins}`;
  return `${previous === null ? '' : `${closing(previous)},`}\n${JSON.stringify(domain)}:{${begins}`;
}

const closing = ({ collection }: Part): string => (collection === null ? '}' : ']}');

async function* readParts(
  { exportBox, repository }: WriteNeeds,
  { id, parts }: Pick<DataExport, 'id' | 'parts'>,
): AsyncGenerator<Part> {
  let next = 0;
  while (next < parts) {
    const found = await repository.exportParts(id, next, BATCH_SIZE);
    if (found[0]?.number !== next) throw new Error(`part ${next} of data export ${id} is missing`);
    for (const { number, sealed } of found) {
      if (number !== next) break;
      yield EXPORT_PART.parse(JSON.parse(exportBox.open(partName(id, number), sealed).toString()));
      next += 1;
    }
  }
}
