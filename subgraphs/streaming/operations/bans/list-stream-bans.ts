import { fault } from '../../../../runtime/executor/faults.ts';
import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { StreamingContext } from '../../context.ts';
import type { StreamBan } from '../../repository/bans.ts';
import { type AuthorityNeeds, requireAuthority } from './require-authority.ts';

const PAGING = createPaging({
  name: 'stream-bans',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ createdAt, userId }: Pick<StreamBan, 'createdAt' | 'userId'>) => [createdAt.toISOString(), userId],
});

interface Needs extends AuthorityNeeds, Pick<StreamingContext, 'now'> {
  readonly repository: Pick<StreamingContext['repository'], 'bansOfStream'>;
}

/**
 * A page of the bans of a stream that have not ended, newest first: for its host and moderators.
 *
 * @throws a fault `NOT_FOUND` for a stream that the viewer may not see, `FORBIDDEN` to others, `BAD_USER_INPUT` for a page
 * that cannot be.
 */
export async function listStreamBans(
  needs: Needs,
  { streamId, ...page }: PageArguments & { readonly streamId: string },
): Promise<Connection<StreamBan>> {
  const message = 'Only the host and moderators can see bans.';
  const found = await requireAuthority(needs, { streamId, includesModerators: true, message });
  if (!found.ok)
    throw fault(found.refusal.__typename === 'NotFound' ? 'NOT_FOUND' : 'FORBIDDEN', found.refusal.message);
  return PAGING.read(page, async (request) => needs.repository.bansOfStream(streamId, needs.now(), request));
}
