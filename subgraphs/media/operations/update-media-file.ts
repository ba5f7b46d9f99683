import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MediaContext } from '../context.ts';
import type { MediaFile } from '../repository/index.ts';
import { anyId, fileInput } from './file-input.ts';

const coordinate = z.number().min(0, 'A coordinate is from 0 to 1.').max(1, 'A coordinate is from 0 to 1.');

const INPUT = z.object({
  fileId: anyId,
  altText: fileInput.altText.nullish(),
  tags: fileInput.tags.nullish(),
  categoryId: anyId.nullish(),
  visibility: fileInput.visibility.nullish(),
  focalPoint: z.object({ x: coordinate, y: coordinate }).nullish(),
});

interface Needs extends Pick<MediaContext, 'caller' | 'now'> {
  readonly files: Pick<MediaContext['files'], 'load' | 'clear'>;
  readonly repository: Pick<MediaContext['repository'], 'describeFile' | 'hasMediaCategory'>;
}

type Refusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'NotPermitted'>
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] });

/** Changes what the viewer says about a file of their own. What the input leaves out stays as it is. */
export async function updateMediaFile(needs: Needs, input: unknown): Promise<Result<MediaFile, Refusal>> {
  const viewerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { fileId, ...changes } = parsed.value;
  const reference = { id: fileId, access: '' };
  const file = await needs.files.load(reference);
  if (file === null) return notFound('This file does not exist.', 'fileId');
  if (file.ownerId !== viewerId) return notPermitted;
  if (file.state === 'REJECTED') return rejected;
  if (changes.categoryId != null && !(await needs.repository.hasMediaCategory(changes.categoryId)))
    return notFound('This category does not exist.', 'categoryId');

  const { altText, tags, categoryId, visibility, focalPoint } = changes;
  await needs.repository.describeFile(
    fileId,
    {
      altText: altText === undefined ? file.altText : altText,
      tags: tags ?? file.tags,
      categoryId: categoryId === undefined ? file.categoryId : categoryId,
      visibility: visibility ?? file.visibility,
      focalX: focalPoint === undefined ? file.focalX : (focalPoint?.x ?? null),
      focalY: focalPoint === undefined ? file.focalY : (focalPoint?.y ?? null),
    },
    needs.now(),
  );
  needs.files.clear(reference);
  const changed = await needs.files.load(reference);
  return changed === null ? notFound('This file does not exist.', 'fileId') : done(changed);
}

const notPermitted = refuse({
  __typename: 'NotPermitted',
  message: 'Only the owner can change a file.',
  path: ['input', 'fileId'],
});

const rejected = refuse({
  __typename: 'InvalidState',
  message: 'This file was rejected. Delete it instead.',
  path: ['input', 'fileId'],
  from: 'REJECTED',
  allowed: ['UPLOADING', 'PROCESSING', 'READY', 'QUARANTINED', 'FAILED'],
});
