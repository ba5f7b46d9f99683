import type { StreamingContext } from '../../context.ts';
import type { IngestHook } from '../../provider/ingest-hook.ts';
import type { IngestProvider } from '../../provider/ingest-provider.ts';
import { admitPublisher } from './admit-publisher.ts';
import { interruptStream } from './interrupt-stream.ts';

type Needs = Parameters<typeof admitPublisher>[0] &
  Parameters<typeof interruptStream>[0] & {
    readonly repository: Pick<StreamingContext['repository'], 'findIngest'>;
    readonly reportError: StreamingContext['reportError'];
  };

/** Acts on a hook of the server; false refuses the connection that it is about. A hook that changes nothing any more is accepted. */
export async function receiveHook(
  needs: Needs,
  provider: Pick<IngestProvider, 'name' | 'waitsForAdmission' | 'dropPublisher'>,
  hook: IngestHook,
): Promise<boolean> {
  switch (hook.kind) {
    case 'publish':
      return admit(needs, provider, hook);
    case 'update': {
      const ingest = await needs.repository.findIngest(hook.streamId);
      return ingest !== null && ingest.stream.state !== 'ENDED' && ingest.publisher === hook.publisher;
    }
    case 'end':
      await interruptStream(needs, hook.streamId, hook.publisher);
      return true;
    case 'other':
      return true;
  }
}

async function admit(
  needs: Needs,
  provider: Pick<IngestProvider, 'name' | 'waitsForAdmission' | 'dropPublisher'>,
  hook: Extract<IngestHook, { kind: 'publish' }>,
): Promise<boolean> {
  if ((await admitPublisher(needs, provider.name, hook)) === null) return true;
  // When the server cannot be reached now, it is found to publish without being admitted, and dropped, a little later.
  if (!provider.waitsForAdmission) await provider.dropPublisher(hook.streamId, hook.publisher).catch(needs.reportError);
  return false;
}
