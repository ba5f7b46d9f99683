import { on } from '../../../runtime/events/reaction.ts';
import { streamEnded } from '../../streaming/events.ts';
import type { ChatRepository } from '../repository/index.ts';

/** How long the audience of a stream can still write after its end. */
export const CLOSING_DELAY_SECONDS = 60;

/** Closes the room of a stream that has ended: it can be read, and nobody writes in it. */
export const whenStreamEnded = on(
  streamEnded,
  (store: Pick<ChatRepository, 'closeStreamRoom'>, { streamId, at }) =>
    store.closeStreamRoom(streamId, new Date(Date.parse(at) + CLOSING_DELAY_SECONDS * 1_000)),
  // The stream of a host who deletes their account ends with it.
  { wantsDeleted: true },
);
