import { on, type Reaction } from '../../../runtime/events/reaction.ts';
import { recordingDeleted } from '../../streaming/events.ts';
import type { MediaContext } from '../context.ts';
import { dropRecording } from '../operations/drop-recording.ts';
import type { MediaStore } from '../repository/index.ts';

/** Deletes the files of recordings with them. */
export const whenRecordingsAreDeleted = (
  needs: Pick<MediaContext, 'now' | 'signals' | 'streams'>,
): readonly Reaction<MediaStore>[] => [
  on(recordingDeleted, async (store: MediaStore, { mediaFileId }) =>
    mediaFileId === null ? undefined : dropRecording(needs, store, mediaFileId),
  ),
];
