import { z } from 'zod';
import type { AuthContext } from '../../context.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthRepository } from '../../repository/index.ts';

/** What a part says once it is opened: a page of what a domain keeps; `collection` is null where it keeps nothing. */
export const EXPORT_PART = z.object({
  domain: z.string(),
  collection: z.string().nullable(),
  /** Each a JSON object as text. */
  records: z.array(z.string()),
});

/** The part of the context that writing needs. */
export type WriteNeeds = Pick<AuthContext, 'exportBox'> & {
  readonly repository: Pick<AuthRepository, 'exportParts'>;
};

/** The name that a part is sealed under, so that none can stand in another's place. */
export const partName = (exportId: string, number: number): string => `${exportId}/${number}`;

/** Raised when what members mean changes, or one goes away; that more are added is to be expected. */
const VERSION = 1;

/** Parts held in memory at once, some 2 MB each at the very most. */
const BATCH_SIZE = 4;

type Part = z.infer<typeof EXPORT_PART>;

/**
 * Writes a copy as one JSON document, a piece at a time, its parts in the order in which they were collected.
 *
 * @throws when a part is missing or does not open.
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
    // A page without records may end a collection: what it goes on from is the last one that has any.
    if (!continues(previous, part) || part.records.length > 0) previous = part;
  }
  yield `${previous === null ? '' : closing(previous)}}}\n`;
}

const continues = (previous: Part | null, { domain, collection }: Part): boolean =>
  previous !== null && previous.domain === domain && previous.collection === collection;

/** What stands before the records of a part: the ends of what came before, and the beginnings of what it belongs to. */
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
