import { z } from 'zod';
import type { ImportFacts, ImportOutcome, ImportRow } from '../../../runtime/import/import-row.ts';
import type { ImportedBytes } from '../../../runtime/import/importer.ts';
import { type DomainImporter, importerOf } from '../../../runtime/import/open-importer.ts';
import type { MediaContext } from '../context.ts';
import { fileInput } from '../operations/file-input.ts';
import {
  type ImportedFile,
  importKeyOf,
  objectionToFile,
  type TakingStore,
  takeFile,
} from '../operations/import/take-file.ts';
import type { MediaStore } from '../repository/index.ts';

/** The bytes of a batch are stored before its rows: a batch that is repeated after a crash stores few again. */
const BATCH_SIZE = 20;

const DEFAULT_BUCKET = 'files';

const SCHEMA = z
  .object({
    owner: z.string(),
    // as: the command makes it of the column, and no dump can have one.
    file: z.custom<ImportedBytes>((value) => typeof value === 'object' && value !== null, 'A row names its file.'),
    fileName: fileInput.fileName.nullish(),
    contentType: fileInput.contentType,
    purpose: fileInput.purpose.nullish(),
    visibility: fileInput.visibility.nullish(),
    bucket: fileInput.bucket.nullish(),
    tags: fileInput.tags.nullish(),
    category: z.string().nullish(),
    altText: fileInput.altText.nullish(),
    createdAt: z.date().nullish(),
  })
  .transform((given, context) => {
    const fileName = fileInput.fileName.safeParse(given.fileName ?? given.file.path);
    if (fileName.success) return { ...given, fileName: fileName.data };
    context.addIssue({ code: 'custom', path: ['fileName'], message: fileName.error.issues[0]?.message ?? '' });
    return z.NEVER;
  });

type Value = z.output<typeof SCHEMA>;

type Store = TakingStore & Pick<MediaStore, 'fileFacts'>;

interface Needs extends Pick<MediaContext, 'limits' | 'now'> {
  readonly storage: Pick<MediaContext['storage'], 'put'>;
  readonly repository: Pick<MediaContext['repository'], 'fileFacts'>;
  readonly readFile: (path: string) => AsyncIterable<Uint8Array>;
}

/** Imports files of people: each as an upload of its owner that is complete, and processed as such. */
export const fileImporter = (needs: Needs): DomainImporter<Store> =>
  importerOf<Value, Store>({
    kind: 'files',
    key: { prefix: 'fil' },
    fields: {
      owner: { type: 'text', isRequired: true, references: 'people' },
      file: { type: 'file', isRequired: true },
      fileName: { type: 'text' },
      contentType: { type: 'text', isRequired: true },
      purpose: { type: 'text' },
      visibility: { type: 'text' },
      bucket: { type: 'text' },
      tags: { type: 'list' },
      category: { type: 'text', references: 'categories' },
      altText: { type: 'text' },
      createdAt: { type: 'instant' },
    },
    schema: SCHEMA,
    batchSize: BATCH_SIZE,
    prepare: (rows) => storeBytes(needs, rows),
    async write(store, rows, now) {
      const present = new Set((await store.fileFacts(rows.map(({ id }) => id))).map(({ id }) => id));
      const outcomes: ImportOutcome[] = [];
      for (const row of rows) {
        const reason = present.has(row.id) ? 'present' : await takeFile(store, needs.limits, fileOf(row, now), now);
        outcomes.push(reason === 'present' ? reason : reason === null ? 'inserted' : { reason });
      }
      return outcomes;
    },
    async existing(store, ids) {
      return (await store.fileFacts(ids)).map(({ id }) => id);
    },
    facts: (row) => factsOf(fileOf(row, needs.now())),
    async stored(store, ids) {
      return new Map((await store.fileFacts(ids)).map((file) => [file.id, factsOf(file)]));
    },
    totals: ({ byteSize }) => ({ bytes: BigInt(String(byteSize)) }),
  });

/** Stores the bytes of the files of which there is no row yet, and that media would take. */
async function storeBytes(
  { repository, storage, readFile, now }: Needs,
  rows: readonly ImportRow<Value>[],
): Promise<readonly (string | null)[]> {
  const present = new Set((await repository.fileFacts(rows.map(({ id }) => id))).map(({ id }) => id));
  const objections: (string | null)[] = [];
  for (const row of rows) {
    const file = fileOf(row, now());
    const objection = present.has(row.id) ? null : objectionToFile(file);
    objections.push(objection);
    if (objection !== null || present.has(row.id)) continue;
    const { contentType } = file;
    const { byteSize } = await storage.put(importKeyOf(row.id), readFile(row.value.file.path), { contentType });
    if (byteSize !== file.byteSize) throw new Error(`${row.value.file.path} has changed while it was read`);
  }
  return objections;
}

function fileOf({ id, value }: ImportRow<Value>, now: Date): ImportedFile {
  const { owner, file, fileName, contentType, purpose, visibility, bucket, tags, category, altText, createdAt } = value;
  return {
    ...{ id, ownerId: owner, fileName, contentType, byteSize: file.byteSize, checksum: file.checksum },
    purpose: purpose ?? 'ATTACHMENT',
    visibility: visibility ?? 'PRIVATE',
    bucket: bucket ?? DEFAULT_BUCKET,
    tags: tags ?? [],
    categoryId: category ?? null,
    altText: altText ?? null,
    createdAt: createdAt ?? now,
  };
}

const factsOf = ({
  ownerId,
  fileName,
  checksum,
  byteSize,
}: Pick<ImportedFile, 'ownerId' | 'fileName' | 'byteSize'> & { readonly checksum: string | null }): ImportFacts => ({
  ...{ owner: ownerId, fileName, checksum, byteSize },
});
