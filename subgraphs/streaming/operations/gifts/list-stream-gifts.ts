import { fault } from '../../../../runtime/executor/faults.ts';
import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { StreamingContext } from '../../context.ts';
import type { StreamGift } from '../../repository/gifts.ts';

const PAGING = createPaging({
  name: 'stream-gifts',
  key: [cursorPart.text],
  keyOf: ({ id }: Pick<StreamGift, 'id'>) => [id],
});

interface Needs extends Pick<StreamingContext, 'caller' | 'liveStreams'> {
  readonly repository: Pick<StreamingContext['repository'], 'giftsOfStream'>;
}

/**
 * A page of the paid gifts of a stream, newest first.
 *
 * @throws a fault `NOT_FOUND` for a stream that the viewer may not see, `BAD_USER_INPUT` for a page that cannot be.
 */
export async function listStreamGifts(
  { caller, liveStreams, repository }: Needs,
  { streamId, ...page }: PageArguments & { readonly streamId: string },
): Promise<Connection<StreamGift>> {
  if ((await liveStreams.load(streamId)) === null) throw fault('NOT_FOUND', 'No such stream.');
  return PAGING.read(page, async (request) => repository.giftsOfStream(caller.viewerId ?? '', streamId, request));
}
