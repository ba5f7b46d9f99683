import { fault } from '../../../runtime/executor/faults.ts';
import type { StreamingContext } from '../context.ts';

/** @throws a fault `NOT_FOUND` for a stream that does not exist or is hidden. */
export async function requireVisible(
  streamId: string,
  { liveStreams }: Pick<StreamingContext, 'liveStreams'>,
): Promise<void> {
  if ((await liveStreams.load(streamId)) === null) throw fault('NOT_FOUND', 'No such stream.');
}
