import type { StreamingContext } from '../../context.ts';
import { makeRecordingWork } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';

type Store = Pick<StreamingStore, 'takeDueRecordings' | 'enqueueWork' | 'failRecording'>;

interface Needs extends Pick<StreamingContext, 'now'> {
  readonly repository: { transaction<T>(work: (store: Store) => Promise<T>): Promise<T> };
}

/** How long after the end of a stream the server has written all of it. */
const SETTLING_MS = 5_000;

/** Has the files of recordings made whose streams have ended. A host who has deleted their account gets none. */
export const queueRecordings = ({ now, repository }: Needs): Promise<void> =>
  repository.transaction(async (store) => {
    const at = now();
    for (const { id, streamId, hostId, title } of await store.takeDueRecordings(new Date(at.getTime() - SETTLING_MS))) {
      if (hostId === null) await store.failRecording(id);
      else await store.enqueueWork(makeRecordingWork, [{ payload: { recordingId: id, streamId, hostId, title } }], at);
    }
  });
