import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Storage, StoredInfo } from './storage.ts';
import { StorageFullError, StorageUnavailableError } from './storage-errors.ts';
import { checkKey } from './storage-key.ts';
import type { S3Settings } from './storage-settings.ts';

/** What one upload has in memory is twice this, however large the file. */
const PART_BYTES = 8 * 1024 * 1024;
const CONCURRENT_PARTS = 2;
const MAX_ATTEMPTS = 3;
const CONNECT_TIMEOUT_MS = 2_000;
/** Until the response begins, and between two of its chunks. */
const IDLE_TIMEOUT_MS = 10_000;
/** As many as one request may name. */
const DELETE_BATCH_SIZE = 1_000;

/** Times that a test shortens. */
export interface S3Options {
  readonly idleTimeoutMs?: number;
  readonly maxAttempts?: number;
}

/** A bucket of S3, or of a server that speaks its protocol. */
export function openS3Storage(settings: S3Settings, options: S3Options = {}): Storage {
  const { bucket: Bucket, prefix, endpoint, region, credentials } = settings;
  const { idleTimeoutMs = IDLE_TIMEOUT_MS, maxAttempts = MAX_ATTEMPTS } = options;
  const client = new S3Client({
    region,
    maxAttempts,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === null ? {} : { credentials }),
    // Other servers than AWS do not know the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: idleTimeoutMs,
      requestTimeout: idleTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });
  const keyOf = (key: string): string => prefix + checkKey(key);
  const info = async (key: string): Promise<StoredInfo | null> => {
    const found = await client.send(new HeadObjectCommand({ Bucket, Key: keyOf(key) })).catch(absentAsNull);
    return found === null || found === 'beyond-end' ? null : infoOf(found.ContentLength, found.LastModified);
  };

  return {
    async put(key, body, { contentType }) {
      const source = countBytes(body);
      const upload = new Upload({
        client,
        partSize: PART_BYTES,
        queueSize: CONCURRENT_PARTS,
        params: {
          Bucket,
          Key: keyOf(key),
          Body: Readable.from(source.chunks, { objectMode: false }),
          ContentType: contentType,
        },
      });
      await upload.done().catch((error: unknown) => {
        const failure = source.failure();
        if (failure !== undefined) throw failure.error;
        fail(error);
      });
      return { byteSize: source.byteSize() };
    },
    async read(key, range, signal) {
      if (range !== undefined && range.end <= range.start) return withoutBytes(await info(key));
      const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end - 1}`;
      const found = await client
        .send(
          new GetObjectCommand({ Bucket, Key: keyOf(key), ...(Range && { Range }) }),
          signal && { abortSignal: signal },
        )
        .catch(absentAsNull);
      // There is such a key, and the range begins behind its end.
      if (found === 'beyond-end') return withoutBytes(await info(key));
      if (found === null) return null;
      // as: in Node the body is a stream of Node.
      const body = Readable.from(failAsStorage(found.Body as Readable, signal), { objectMode: false });
      const byteSize = wholeSize(found.ContentRange) ?? found.ContentLength;
      return { ...infoOf(byteSize, found.LastModified), body };
    },
    fileOf: null,
    info,
    async delete(keys) {
      const objects = keys.map((key) => ({ Key: keyOf(key) }));
      for (let at = 0; at < objects.length; at += DELETE_BATCH_SIZE) {
        const Objects = objects.slice(at, at + DELETE_BATCH_SIZE);
        const { Errors } = await client
          .send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
          .catch(fail);
        if (Errors !== undefined && Errors.length > 0) throw new StorageUnavailableError(Errors[0]);
      }
    },
    async list(after, limit) {
      const StartAfter = after === null ? undefined : keyOf(after);
      const page = await client
        .send(new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: limit, ...(StartAfter && { StartAfter }) }))
        .catch(fail);
      return (page.Contents ?? []).map(({ Key = '', LastModified }) => ({
        key: Key.slice(prefix.length),
        modifiedAt: LastModified ?? new Date(0),
      }));
    },
    close: async () => client.destroy(),
  };
}

const infoOf = (byteSize: number | undefined, modifiedAt: Date | undefined): StoredInfo => ({
  byteSize: byteSize ?? 0,
  modifiedAt: modifiedAt ?? new Date(0),
});

const withoutBytes = (info: StoredInfo | null) => info && { ...info, body: Readable.from([]) };

/** The number behind the `/` of `bytes 0-9/100`. */
const wholeSize = (contentRange: string | undefined): number | undefined =>
  contentRange === undefined ? undefined : Number(contentRange.split('/')[1]);

/** Counts what passes, and keeps the error of the source apart from those of the upload. */
function countBytes(body: AsyncIterable<Uint8Array>) {
  let byteSize = 0;
  let failure: { readonly error: unknown } | undefined;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        byteSize += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      failure = { error };
      throw error;
    }
  }
  return { chunks: chunks(), byteSize: () => byteSize, failure: () => failure };
}

/** A body that is cut off or stops is a failure of the storage, never the end of the file. */
async function* failAsStorage(chunks: Readable, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const abort = (): void => void chunks.destroy(new Error('aborted'));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    yield* chunks;
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : new StorageUnavailableError(error);
  } finally {
    signal?.removeEventListener('abort', abort);
    chunks.destroy();
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

function absentAsNull(error: unknown): null | 'beyond-end' {
  if (statusOf(error) === 416) return 'beyond-end';
  if (error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name)) return null;
  return fail(error);
}

const FULL = new Set(['QuotaExceeded', 'StorageFull', 'XMinioStorageFull']);

function fail(error: unknown): never {
  const isFull = statusOf(error) === 507 || (error instanceof Error && FULL.has(error.name));
  throw isFull ? new StorageFullError(error) : new StorageUnavailableError(error);
}
