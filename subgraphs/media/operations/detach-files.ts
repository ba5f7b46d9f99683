import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import type { MediaContext } from '../context.ts';
import { accessEndsAt } from './access-ends-at.ts';
import { anyId } from './file-input.ts';

const INPUT = z.object({
  subjectIds: z.array(anyId).max(100),
  fileIds: z.array(anyId).max(100).nullish(),
});

interface Needs extends Pick<MediaContext, 'caller' | 'now'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

/** Records that the domain that calls no longer shows files, and ends access to them by grants that show them nowhere else. */
export async function detachFiles(
  { caller, now, repository }: Needs,
  input: unknown,
): Promise<Result<number, InvalidInput>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { subjectIds, fileIds = null } = parsed.value;
  return repository.transaction(async (store) => {
    const removed = await store.removeUsages(caller.service ?? '', subjectIds, fileIds);
    const ended = await store.withoutOthers(removed);
    const ends = ended.map(({ fileId, grantId }) => ({ fileId, grantId, viewerId: '' }));
    if (ends.length > 0) await store.endAccess(ends, accessEndsAt(now()));
    return done(removed.length);
  });
}
