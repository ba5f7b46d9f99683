import type { Caller } from '../../../runtime/executor/caller.ts';
import { isModerator } from '../../../runtime/operations/moderators.ts';
import type { ModerationCase } from '../repository/cases.ts';
import type { Report } from '../repository/reports.ts';

type Reader = Pick<Caller, 'viewerId' | 'scopes'>;

/**
 * Whether somebody may read a case: moderators, save when it is about themselves, and whom it concerns once something was
 * decided. That somebody was reported and nothing came of it is not disclosed to them.
 */
export function mayReadCase(
  reader: Reader,
  { ownerId, decision }: Pick<ModerationCase, 'ownerId' | 'decision'>,
): boolean {
  if (reader.viewerId === null) return false;
  return reader.viewerId === ownerId ? decision !== null && decision !== 'NONE' : isModerator(reader);
}

/** Whether somebody sees of a case what only moderators see: its reports, and who handles it. */
export const mayReadDetails = (reader: Reader, { ownerId }: Pick<ModerationCase, 'ownerId'>): boolean =>
  isModerator(reader) && reader.viewerId !== null && reader.viewerId !== ownerId;

/** Whether somebody may read a report: who has made it. Moderators read those of a case through the case. */
export const mayReadReport = ({ viewerId }: Reader, { reporterId }: Pick<Report, 'reporterId'>): boolean =>
  viewerId === reporterId;
