/** There is no space left for what was to be stored: HTTP 507. */
export class StorageFullError extends Error {
  override readonly name = 'StorageFullError';
  constructor(cause: unknown) {
    super('the storage of files is full', { cause });
  }
}

/** The storage cannot be reached, refuses or is broken: HTTP 503, and worth another try. */
export class StorageUnavailableError extends Error {
  override readonly name = 'StorageUnavailableError';
  constructor(cause: unknown) {
    super('the storage of files cannot be used', { cause });
  }
}
