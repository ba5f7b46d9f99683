import { type RefusalOf, refuse } from '../../../runtime/operations/result.ts';
import type { LiveStream } from '../repository/streams.ts';

/** The host is on air already. */
export interface AlreadyLive extends RefusalOf<'AlreadyLive'> {
  /** Null when it ended in the meantime: then the next attempt succeeds. */
  readonly stream: LiveStream | null;
}

/** The refusal for a host who is on air. */
export const alreadyLive = (stream: LiveStream | null) =>
  refuse<AlreadyLive>({
    __typename: 'AlreadyLive',
    message: 'You are on air already: end that stream first.',
    path: [],
    stream,
  });
