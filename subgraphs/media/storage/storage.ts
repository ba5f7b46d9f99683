import type { Readable } from 'node:stream';

/** Size and time of what is stored under a key. */
export interface StoredInfo {
  readonly byteSize: number;
  readonly modifiedAt: Date;
}

/** A key with the time it was last written, as the sweep reads them. */
export interface StoredKey {
  readonly key: string;
  readonly modifiedAt: Date;
}

/** From `start` (inclusive) to `end` (exclusive), in bytes. */
export interface StoredRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the bytes of files are, by key. The domain makes the keys, never a client: segments of `[a-z0-9_.-]` with `/`
 * between, none of which begins with a dot. Every method rejects with StorageUnavailableError while the storage is away,
 * and with an Error when a key is not of this form.
 */
export interface Storage {
  /**
   * Stores all of it or nothing; an existing key is replaced whole. What `body` throws is thrown on.
   *
   * @throws StorageFullError when there is no space left.
   */
  put(
    key: string,
    body: AsyncIterable<Uint8Array>,
    info: { readonly contentType: string },
  ): Promise<{ readonly byteSize: number }>;
  /** All bytes, or those of a range as far as there are any; null when there is no such key. The body fails when `signal` aborts. */
  read(
    key: string,
    range?: StoredRange,
    signal?: AbortSignal,
  ): Promise<(StoredInfo & { readonly body: Readable }) | null>;
  /** Path of the file that has the bytes of a key, whether there is one or not; null: they are not files of this machine. */
  readonly fileOf: ((key: string) => string) | null;
  /** Null when there is no such key. */
  info(key: string): Promise<StoredInfo | null>;
  /** Keys that do not exist count as deleted. */
  delete(keys: readonly string[]): Promise<void>;
  /** At most `limit` keys after the key `after`, in the order of their bytes. */
  list(after: string | null, limit: number): Promise<readonly StoredKey[]>;
  close(): Promise<void>;
}
