import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MediaContext } from '../context.ts';
import type { MediaUpload } from '../repository/index.ts';
import { endUpload } from './end-upload.ts';
import { anyId } from './file-input.ts';

const INPUT = z.object({ uploadId: anyId });

interface Needs extends Pick<MediaContext, 'caller' | 'now' | 'signals'> {
  readonly uploads: Pick<MediaContext['uploads'], 'load' | 'clear'>;
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

type Refusal =
  | InvalidInput
  | NotFound
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] });

/** Gives an unfinished upload of the viewer up. One that has ended without a file stays as it is. */
export async function abortUpload(needs: Needs, input: unknown): Promise<Result<MediaUpload, Refusal>> {
  viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { uploadId } = parsed.value;
  const upload = await needs.uploads.load(uploadId);
  if (upload?.state === 'OPEN') {
    await endUpload(needs, uploadId, 'ABORTED');
    needs.uploads.clear(uploadId);
  }
  const ended = await needs.uploads.load(uploadId);
  if (ended === null) return notFound('This upload does not exist.', 'uploadId');
  return ended.state === 'COMPLETED' ? completed : done(ended);
}

const completed = refuse({
  __typename: 'InvalidState',
  message: 'The upload is complete. Delete the file instead.',
  path: ['input', 'uploadId'],
  from: 'COMPLETED',
  allowed: ['OPEN'],
});
