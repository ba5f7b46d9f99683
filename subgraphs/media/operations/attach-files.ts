import { z } from 'zod';
import { fault } from '../../../runtime/executor/faults.ts';
import { type InvalidInput, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { MediaContext } from '../context.ts';
import type { FileRow } from '../repository/file-columns.ts';
import { anyId } from './file-input.ts';

const MAX_FILES = 100;
const INPUT = z.object({
  ownerId: anyId,
  fileIds: z.array(anyId).max(MAX_FILES),
  subjectId: anyId,
  grantId: z.string().regex(/^[\w-]{0,100}$/),
});

interface Needs extends Pick<MediaContext, 'caller' | 'now'> {
  readonly repository: Pick<MediaContext['repository'], 'transaction'>;
}

/** Those of the files that a person may attach. @throws a fault `BAD_USER_INPUT` for more than 100. */
export async function findAttachableFiles(
  { repository }: { readonly repository: Pick<MediaContext['repository'], 'attachableFiles'> },
  ownerId: string,
  fileIds: readonly string[],
): Promise<readonly FileRow[]> {
  if (fileIds.length > MAX_FILES) throw fault('BAD_USER_INPUT', `At most ${MAX_FILES} files at a time.`);
  const files = await repository.attachableFiles(ownerId, fileIds);
  return files.filter((file) => file !== null);
}

/** Records that the domain that calls shows files of a person; all of them, or none. */
export async function attachFiles(
  { caller, now, repository }: Needs,
  input: unknown,
): Promise<Result<readonly FileRow[], InvalidInput | RefusalOf<'MediaUnavailable'>>> {
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { ownerId, fileIds, ...usage } = parsed.value;
  const domain = caller.service ?? '';
  return repository.transaction(async (store) => {
    const files = (await store.attachableFiles(ownerId, fileIds)).filter((file) => file !== null);
    if (files.length < fileIds.length) return unavailable;
    await store.addUsages({ ...usage, domain, fileIds }, now());
    // It may have been shown by this grant before.
    await store.restoreAccess(fileIds.map((fileId) => ({ fileId, grantId: usage.grantId, viewerId: '' })));
    return done(files);
  });
}

const unavailable = refuse({
  __typename: 'MediaUnavailable',
  message: 'A file does not exist, or cannot be used here.',
  path: ['input', 'fileIds'],
});
