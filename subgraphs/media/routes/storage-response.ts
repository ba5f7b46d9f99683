/** Longest body of a request that brings bytes: the largest file, and what a form adds to it. */
export const UPLOAD_BYTES = 201_000_000;

const STORAGE_FULL = 507;
const UNAVAILABLE = 503;

/** The response to a request that writes to the storage, or one that says that the storage cannot take it. */
export async function respondToStorage(respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'StorageFullError') return new Response(null, { status: STORAGE_FULL });
    if (name === 'StorageUnavailableError')
      return new Response(null, { status: UNAVAILABLE, headers: { 'retry-after': '5' } });
    throw error;
  }
}
