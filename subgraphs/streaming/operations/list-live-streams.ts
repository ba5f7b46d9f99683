import { fault } from '../../../runtime/executor/faults.ts';
import { type Connection, createPaging, type PageArguments } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { StreamingContext } from '../context.ts';
import type { LiveStream } from '../repository/streams.ts';
import { tagInput } from './details/details-input.ts';

const NEWEST = createPaging({
  name: 'live-streams',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ startedAt, id }: LiveStream) => [startedAt.toISOString(), id],
});

const VIEWERS = createPaging({
  name: 'live-streams-by-viewers',
  key: [cursorPart.integer, cursorPart.text],
  keyOf: ({ countedViewers, id }: LiveStream) => [countedViewers, id],
});

const UPCOMING = createPaging({
  name: 'upcoming-streams',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ scheduledFor, startedAt, id }: LiveStream) => [(scheduledFor ?? startedAt).toISOString(), id],
});

type Given<Value> = Value | null | undefined;

interface LiveStreamsInput extends PageArguments {
  readonly categoryId?: Given<string>;
  readonly tag?: Given<string>;
  readonly language?: Given<string>;
  readonly sort?: Given<'VIEWERS' | 'NEWEST'>;
}

interface Needs extends Pick<StreamingContext, 'caller' | 'newestStart'> {
  readonly repository: Pick<StreamingContext['repository'], 'streamsOnAir' | 'streamsByViewers'>;
}

/** A page of streams on air that the viewer may watch. @throws a fault `BAD_USER_INPUT` for a page or tag that cannot be. */
export async function listLiveStreams(
  { caller, newestStart, repository }: Needs,
  { categoryId = null, tag = null, language = null, sort, ...page }: LiveStreamsInput,
): Promise<Connection<LiveStream>> {
  const viewerId = caller.viewerId ?? '';
  const filter = { categoryId, tag: tag === null ? null : readTag(tag), language };
  if (sort === 'VIEWERS')
    return VIEWERS.read(page, async (request) => {
      await newestStart.beforeList();
      return repository.streamsByViewers(viewerId, filter, request);
    });
  return NEWEST.read(page, async (request) => {
    await newestStart.beforeList();
    return repository.streamsOnAir(viewerId, filter, request);
  });
}

function readTag(tag: string): string {
  const parsed = tagInput.safeParse(tag);
  if (!parsed.success) throw fault('BAD_USER_INPUT', parsed.error.issues[0]?.message ?? 'This is no tag.');
  return parsed.data;
}

interface UpcomingNeeds extends Pick<StreamingContext, 'caller'> {
  readonly repository: Pick<StreamingContext['repository'], 'upcomingStreams'>;
}

/** A page of announced streams that the viewer may see, the next first. @throws a fault `BAD_USER_INPUT` for a page that cannot be. */
export const listUpcomingStreams = (
  { caller, repository }: UpcomingNeeds,
  { hostId = null, ...page }: PageArguments & { readonly hostId?: Given<string> },
): Promise<Connection<LiveStream>> =>
  UPCOMING.read(page, async (request) => repository.upcomingStreams(caller.viewerId ?? '', hostId, request));
