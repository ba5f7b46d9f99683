import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { FILE_LOG, fileDeleted } from '../events.ts';
import { enqueueDeletion, logFileChange } from './file-changes.ts';
import { anyId } from './file-input.ts';

const INPUT = z.object({ fileId: anyId });

interface Needs extends Pick<MediaContext, 'caller' | 'now' | 'signals' | 'streams'> {
  readonly files: Pick<MediaContext['files'], 'load'>;
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

/** Deletes a file of the viewer, also one that is being uploaded or processed; its bytes follow. Returns its id. */
export async function deleteMediaFile(
  { caller, now, signals, streams, files, repository }: Needs,
  input: unknown,
): Promise<Result<string, InvalidInput | NotFound | RefusalOf<'NotPermitted'>>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { fileId } = parsed.value;
  const file = await files.load({ id: fileId, access: '' });
  if (file === null) return notFound('This file does not exist.', 'fileId');
  if (file.ownerId !== viewerId) return notPermitted;

  const isDeleted = await repository.transaction(async (store) => {
    const deleted = await store.deleteFiles([fileId]);
    if (deleted.files.length === 0) return false;
    await enqueueDeletion(store, deleted.keys, now());
    await store.announce(fileDeleted, { fileId, ownerId: viewerId, at: now().toISOString() }, now());
    await logFileChange(store, file, 'DELETED', now());
    return true;
  });
  if (!isDeleted) return notFound('This file does not exist.', 'fileId');
  await Promise.all([notifyWork(signals, 'media'), streams.announce(FILE_LOG, viewerId)]);
  return done(fileId);
}

const notPermitted = refuse({
  __typename: 'NotPermitted',
  message: 'Only the owner can delete a file.',
  path: ['input', 'fileId'],
});
