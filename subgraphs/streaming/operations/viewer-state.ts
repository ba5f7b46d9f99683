import type { ViewerRole } from '../repository/audience-numbers.ts';
import type { LiveStream } from '../repository/streams.ts';

/** What the viewer is to a stream, as it is shown to them. */
export interface StreamViewerState {
  readonly isBanned: boolean;
  readonly bannedUntil: Date | null;
  readonly isModerator: boolean;
  readonly canChat: boolean;
}

/** Whether a viewer may write in the chat of a stream and moderate it. */
export function viewerStateOf(
  { state, chatMode }: Pick<LiveStream, 'state' | 'chatMode'>,
  role: ViewerRole | null,
): StreamViewerState {
  const { isHost = false, isFollower = false, isBanned = false, bannedUntil = null } = role ?? {};
  const isModerator = isHost || role?.isModerator === true;
  const isAdmitted = isModerator || chatMode === 'EVERYONE' || (chatMode === 'FOLLOWERS' && isFollower);
  const isOpen = state === 'LIVE' || state === 'RECONNECTING';
  return { isBanned, bannedUntil, isModerator, canChat: isOpen && isAdmitted && !isBanned };
}
