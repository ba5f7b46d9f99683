import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import type { LiveStream } from '../repository/streams.ts';

/** The stream has ended, or has not begun. */
export type StreamNotOnAir =
  | RefusalOf<'StreamEnded'>
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: string[] });

const PATH = ['input', 'streamId'];

/** The refusal of a stream that has ended. */
export const streamEndedRefusal = refuse({ __typename: 'StreamEnded', message: 'The stream is over.', path: PATH });

/** Refuses what needs an audience to a stream that has none. */
export function requireOnAir<Stream extends Pick<LiveStream, 'state'>>(stream: Stream): Result<Stream, StreamNotOnAir> {
  if (stream.state === 'LIVE' || stream.state === 'RECONNECTING') return done(stream);
  if (stream.state === 'ENDED') return streamEndedRefusal;
  return refuse({
    __typename: 'InvalidState' as const,
    message: 'The stream has not begun yet.',
    path: PATH,
    from: stream.state,
    allowed: ['LIVE', 'RECONNECTING'],
  });
}
