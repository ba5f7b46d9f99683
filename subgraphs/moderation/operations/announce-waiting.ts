import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import type { ModerationContext } from '../context.ts';
import { CASES_LOG } from '../events.ts';

/** What signals moderators. */
export interface AnnouncingNeeds {
  readonly streams: Pick<ModerationContext['streams'], 'announce'>;
}

/** Signals every moderator who follows the queue, after the commit. */
export const announceWaiting = ({ streams }: AnnouncingNeeds): Promise<void> => streams.announce(CASES_LOG, WHOLE_LOG);
