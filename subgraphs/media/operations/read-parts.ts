import type { MediaContext } from '../context.ts';
import type { UploadPart } from '../repository/parts.ts';

/**
 * The bytes that have arrived of a file, from the first to the last.
 *
 * @throws when the bytes of a part are gone.
 */
export async function* readParts(
  { storage }: Pick<MediaContext, 'storage'>,
  parts: readonly UploadPart[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const { storageKey } of parts) {
    const stored = await storage.read(storageKey, undefined, signal);
    if (stored === null) throw new Error(`The bytes of the part ${storageKey} are gone.`);
    yield* stored.body;
  }
}
