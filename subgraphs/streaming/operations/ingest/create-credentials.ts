import type { StreamingContext } from '../../context.ts';
import type { IngestCredentials, PublishedStream } from '../../provider/ingest-provider.ts';

/** What it takes to give an encoder credentials. */
export type IngestNeeds = Pick<StreamingContext, 'now' | 'createStreamKey' | 'hashStreamKey' | 'provider'>;

/** Credentials of a stream; a key alone where no ingest server takes its bytes. */
export type StartedIngest = Omit<IngestCredentials, 'url'> & { readonly url: string | null };

/** What a host's encoder needs, and the hash of the key in it. Without an ingest server there is only a key. */
export async function createCredentials(
  { now, createStreamKey, hashStreamKey, provider }: IngestNeeds,
  stream: PublishedStream,
): Promise<{
  readonly credentials: StartedIngest;
  readonly hash: string;
}> {
  const { key, hash } = createStreamKey();
  if (provider === null)
    return { credentials: { url: null, streamKey: key, serverUrls: [], publishPath: stream.id }, hash };
  const credentials = await provider.createCredentials(stream, key, now());
  return { credentials, hash: hashStreamKey(credentials.streamKey) };
}
