import { z } from 'zod';
import { serviceCaller } from '../../../runtime/executor/caller.ts';
import type { ModerationContext } from '../context.ts';

const FILES = /* GraphQL */ `
  query Evidence($ownerId: ID!, $fileIds: [ID!]!) {
    attachableFiles(ownerId: $ownerId, fileIds: $fileIds) {
      id
    }
  }
`;

const ANSWER = z.array(z.object({ id: z.string() }));

/**
 * Whether all files are the viewer's own and can be shown.
 *
 * @throws a fault `UNAVAILABLE` when media does not answer.
 */
export async function areOwnFiles(
  { ask }: Pick<ModerationContext, 'ask'>,
  ownerId: string,
  fileIds: readonly string[],
): Promise<boolean> {
  if (fileIds.length === 0) return true;
  const answer = await ask('media', FILES, { ownerId, fileIds }, serviceCaller('moderation'));
  const found = new Set(ANSWER.parse(answer['attachableFiles']).map(({ id }) => id));
  return fileIds.every((id) => found.has(id));
}
