import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { StreamingContext } from '../../context.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { findStream } from '../find-stream.ts';
import { streamEndedRefusal } from '../on-air.ts';
import type { AnnouncingNeeds } from './announce-stream.ts';
import { createCredentials, type StartedIngest } from './create-credentials.ts';
import { interruptStream } from './interrupt-stream.ts';

type Store = Pick<StreamingStore, 'lockIngest' | 'replaceStreamKey' | 'updateIngest' | 'changeState' | 'announce'>;

interface Needs
  extends Pick<
      StreamingContext,
      'caller' | 'now' | 'liveStreams' | 'createStreamKey' | 'hashStreamKey' | 'provider' | 'reportError'
    >,
    AnnouncingNeeds {
  readonly repository: Pick<StreamingContext['repository'], 'findIngest'> & {
    transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  };
}

/**
 * Replaces the stream key of the viewer's own stream. The former one is refused from now on, and a connection that publishes with
 * it is dropped: the stream waits for the encoder to come back with the new key.
 */
export async function rotateStreamKey(
  needs: Needs,
  input: unknown,
): Promise<Result<StartedIngest, InvalidInput | NotFound | RefusalOf<'NotPermitted' | 'StreamEnded'>>> {
  const viewerId = viewerOf(needs.caller);
  const found = await findStream(needs, input);
  if (!found.ok) return found;
  const { value: stream } = found;
  if (stream.hostId !== viewerId) {
    return refuse({
      __typename: 'NotPermitted',
      message: 'Only the host can replace the stream key.',
      path: ['input', 'streamId'],
    });
  }
  if (stream.state === 'ENDED') return streamEndedRefusal;

  const { credentials, hash } = await createCredentials(needs, stream);
  const at = needs.now();
  const publisher = await needs.repository.transaction(async (store) => {
    const ingest = await store.lockIngest(stream.id);
    await store.replaceStreamKey(stream.id, hash, at);
    return ingest?.publisher ?? null;
  });
  if (publisher !== null) {
    await interruptStream(needs, stream.id, publisher);
    // When the server cannot be reached now, it is found to publish without being admitted, and dropped, a little later.
    await needs.provider?.dropPublisher(stream.id, publisher).catch(needs.reportError);
  }
  return done(credentials);
}
