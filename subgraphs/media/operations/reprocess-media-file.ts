import { z } from 'zod';
import { moderatorScope, requireModerator } from '../../../runtime/operations/moderators.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { processUpload } from '../events.ts';
import type { MediaFile } from '../repository/index.ts';
import { anyId } from './file-input.ts';

const INPUT = z.object({ fileId: anyId });
const ALLOWED = ['READY', 'QUARANTINED'];

interface Needs extends Pick<MediaContext, 'caller' | 'requestId' | 'now' | 'signals'> {
  readonly files: Pick<MediaContext['files'], 'load' | 'clear'>;
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

type Refusal =
  | InvalidInput
  | NotFound
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] });

/** Has a file of anybody processed again from its original, by the scope `moderator`. Until then it cannot be fetched. */
export async function reprocessMediaFile(needs: Needs, input: unknown): Promise<Result<MediaFile, Refusal>> {
  requireModerator(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { fileId } = parsed.value;
  const reference = { id: fileId, access: '' };
  const state = await needs.repository.transaction(async (store) => {
    const file = await store.lockFile(fileId);
    if (file === null || !ALLOWED.includes(file.state)) return file?.state ?? null;
    await store.processAgain(fileId, needs.now());
    const after = { state: 'PROCESSING', revision: file.revision };
    const change = { before: { state: file.state, revision: file.revision }, after };
    await store.recordAudit(needs, {
      scope: moderatorScope(needs.caller),
      action: 'reprocessMediaFile',
      subjectId: fileId,
      ...change,
    });
    await store.enqueueWork(
      processUpload,
      [{ payload: { fileId, revision: file.revision }, key: fileId }],
      needs.now(),
    );
    return 'PROCESSING' as const;
  });
  if (state === null) return notFound('This file does not exist.', 'fileId');
  if (state !== 'PROCESSING') return cannotProcess(state);
  await notifyWork(needs.signals, 'media');
  needs.files.clear(reference);
  const file = await needs.files.load(reference);
  return file === null ? notFound('This file does not exist.', 'fileId') : done(file);
}

const cannotProcess = (from: string) =>
  refuse({
    __typename: 'InvalidState',
    message: 'This file has no original to process again.',
    path: ['input', 'fileId'],
    from,
    allowed: ALLOWED,
  });
