import { z } from 'zod';
import { type IdempotencyRefusal, idempotencyKey, once, type Replayable } from '../../../runtime/idempotency/once.ts';
import { newId } from '../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MediaContext } from '../context.ts';
import type { MediaStore } from '../repository/index.ts';
import { anyId, fileInput } from './file-input.ts';
import { allowedTypes, type KindLimit, limitOf } from './media-limits.ts';

const INPUT = z.object({
  fileName: fileInput.fileName,
  contentType: fileInput.contentType,
  byteSize: z.int('A size is a whole number.').min(1, 'An empty file cannot be uploaded.'),
  checksum: fileInput.checksum.nullish(),
  bucket: fileInput.bucket.nullish(),
  tags: fileInput.tags.nullish(),
  categoryId: anyId.nullish(),
  purpose: fileInput.purpose,
  visibility: fileInput.visibility.nullish(),
  altText: fileInput.altText.nullish(),
  idempotencyKey: idempotencyKey.nullish(),
});

type Draft = z.output<typeof INPUT>;

type Store = Pick<
  MediaStore,
  'lockQuota' | 'findByChecksum' | 'countOpenUploads' | 'usedBytes' | 'hasMediaCategory' | 'addUpload'
>;

interface Needs extends Pick<MediaContext, 'caller' | 'now' | 'limits'> {
  readonly repository: { transaction: MediaContext['repository']['transaction'] };
}

/** The upload that has begun, or the file that the owner has already. */
interface BegunUpload extends Readonly<Record<string, string | null>> {
  readonly uploadId: string | null;
  readonly fileId: string;
}

type Refusal =
  | NotFound
  | (RefusalOf<'FileTooLarge'> & { readonly limit: number })
  | (RefusalOf<'TypeNotAllowed'> & { readonly allowed: readonly string[] })
  | (RefusalOf<'QuotaExceeded'> & { readonly limit: number; readonly used: number })
  | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number });

const DAY_MS = 24 * 60 * 60 * 1_000;
const DEFAULT_BUCKET = 'files';
/** More than a person has at a time; each reserves space. */
const MAX_OPEN_UPLOADS = 200;
const RETRY_AFTER_SECONDS = 60;

/** Begins an upload of the viewer: its file exists from then on, without bytes. */
export async function createUpload(
  needs: Needs,
  input: unknown,
): Promise<Replayable<BegunUpload, InvalidInput | Refusal | IdempotencyRefusal>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...draft } = parsed.value;
  const limit = limitOf(draft.purpose, draft.contentType);
  if (limit === null) return { ...typeNotAllowed(draft), isReplay: false };
  if (draft.byteSize > limit.byteSize) return { ...tooLarge(limit), isReplay: false };
  const call = { scope: ownerId, operation: 'createUpload', key: key ?? null, input: draft };
  return once<Store, BegunUpload, Refusal>(needs, call, (store) => begin(needs, store, ownerId, draft, limit));
}

async function begin({ now, limits }: Needs, store: Store, ownerId: string, draft: Draft, limit: KindLimit) {
  await store.lockQuota(ownerId);
  const existing = draft.checksum == null ? null : await store.findByChecksum(ownerId, draft.checksum);
  if (existing !== null) return done<BegunUpload>({ uploadId: null, fileId: existing });
  if (draft.categoryId != null && !(await store.hasMediaCategory(draft.categoryId)))
    return notFound('This category does not exist.', 'categoryId');
  if ((await store.countOpenUploads(ownerId)) >= MAX_OPEN_UPLOADS) return tooManyUploads;
  const used = await store.usedBytes(ownerId);
  if (used + draft.byteSize > limits.quotaBytes) return quotaExceeded(limits.quotaBytes, used);

  const createdAt = now();
  const begun = { uploadId: newId('upl', createdAt), fileId: newId('fil', createdAt) };
  const { fileName, contentType, byteSize, purpose } = draft;
  const file = {
    ...{ id: begun.fileId, ownerId, fileName, contentType, byteSize, purpose, createdAt, kind: limit.kind },
    bucket: draft.bucket ?? DEFAULT_BUCKET,
    tags: draft.tags ?? [],
    categoryId: draft.categoryId ?? null,
    visibility: draft.visibility ?? 'PRIVATE',
    altText: draft.altText ?? null,
  };
  const expiresAt = new Date(createdAt.getTime() + DAY_MS);
  await store.addUpload(file, { id: begun.uploadId, checksum: draft.checksum ?? null, expiresAt });
  return done<BegunUpload>(begun);
}

const typeNotAllowed = ({ purpose }: Draft) =>
  refuse({
    __typename: 'TypeNotAllowed',
    message: 'Files of this type cannot be uploaded here.',
    path: ['input', 'contentType'],
    allowed: allowedTypes(purpose),
  });

const tooLarge = ({ byteSize }: KindLimit) =>
  refuse({
    __typename: 'FileTooLarge',
    message: `The file is too large: at most ${byteSize / 1_000_000} MB are allowed.`,
    path: ['input', 'byteSize'],
    limit: byteSize,
  });

const quotaExceeded = (limit: number, used: number) =>
  refuse({
    __typename: 'QuotaExceeded',
    message: 'There is not enough space left for this file. Delete files that you no longer need.',
    path: ['input', 'byteSize'],
    limit,
    used,
  });

const tooManyUploads = refuse({
  __typename: 'TooManyAttempts',
  message: 'Too many uploads are unfinished. Finish or abort some of them first.',
  path: ['input'],
  retryAfter: RETRY_AFTER_SECONDS,
});
