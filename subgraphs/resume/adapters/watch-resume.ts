import { fault } from '../../../runtime/executor/faults.ts';
import type { Unsubscribe } from '../../../runtime/live/signals.ts';
import { createChannel } from '../../../runtime/streams/channel.ts';
import { flatMapStream } from '../../../runtime/streams/operators.ts';
import type { ResumeChange } from '../context.ts';
import type { Resume } from '../repository/index.ts';

interface Needs {
  /** Calls `onSignal` whenever this resume may have changed. */
  listen(resumeId: string, onSignal: () => void): Unsubscribe;
  /** Reads the resume uncached at each call; null unless it is the viewer's own. */
  readonly read: (resumeId: string) => Promise<Resume | null>;
}

/**
 * Changes of an own resume from now on; those that come faster than they are read are one. The last one is the deletion.
 *
 * @throws a fault `NOT_FOUND` when it is not the viewer's; the stream ends with it once the resume is deleted.
 */
export async function watchResume(
  { listen, read }: Needs,
  resumeId: string,
): Promise<AsyncIterableIterator<ResumeChange>> {
  const notifications = createChannel<true>({ keepLast: true });
  // Subscribes before the first read, so that no change is missed in between.
  const unsubscribe = listen(resumeId, () => notifications.push(true));
  const source = notifications.iterate(unsubscribe);
  try {
    const first = await read(resumeId);
    if (first === null) throw fault('NOT_FOUND', 'There is no such resume of yours.');
    return changes(source, () => read(resumeId), first);
  } catch (error) {
    await source.return?.();
    throw error;
  }
}

function changes(
  signals: AsyncIterableIterator<true>,
  read: () => Promise<Resume | null>,
  first: Resume,
): AsyncIterableIterator<ResumeChange> {
  let version: number | null = first.version;
  return flatMapStream(signals, async () => {
    const resume = await read();
    if (version === null) throw fault('NOT_FOUND', 'The resume is deleted.');
    if (resume?.version === version) return [];
    version = resume?.version ?? null;
    return [{ resumeId: first.id }];
  });
}
