import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { StreamingContext } from '../../context.ts';
import type { StreamRecording } from '../../repository/recordings.ts';

const PAGING = createPaging({
  name: 'stream-recordings',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ createdAt, id }: Pick<StreamRecording, 'createdAt' | 'id'>) => [createdAt.toISOString(), id],
});

interface Needs extends Pick<StreamingContext, 'caller'> {
  readonly repository: Pick<StreamingContext['repository'], 'recordingsOfHost'>;
}

/** A page of recordings of a person's streams that the viewer may watch, newest first. @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
export const listRecordings = (
  { caller, repository }: Needs,
  { userId, ...page }: PageArguments & { readonly userId: string },
): Promise<Connection<StreamRecording>> =>
  PAGING.read(page, async (request) => repository.recordingsOfHost(caller.viewerId ?? '', userId, request));
