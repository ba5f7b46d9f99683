// Written by npm run generate from every domain's events.ts; edits are lost.
import { accountType, securityEventRecorded, userRegistered } from '../auth/events.ts';
import { memberMentioned, messageSent, messageType } from '../chat/events.ts';
import { friendRequestSent, friendRequestType, friendshipStarted, friendshipType } from '../friends/events.ts';
import { appealDecided, caseDecided, moderationType, personWarned, reportsReviewed } from '../moderation/events.ts';
import { liveStreamType, streamStarted } from '../streaming/events.ts';
import { announcementType } from './events.ts';

/** Every event that people are notified of. */
export const NOTIFYING_EVENTS = [
  securityEventRecorded,
  userRegistered,
  friendRequestSent,
  friendshipStarted,
  memberMentioned,
  messageSent,
  streamStarted,
  appealDecided,
  caseDecided,
  personWarned,
  reportsReviewed,
] as const;

/** Definitions by name: default channels and labels. */
export const TYPE_DEFINITIONS = {
  ACCOUNT: accountType,
  FRIEND_REQUEST: friendRequestType,
  FRIENDSHIP: friendshipType,
  MESSAGE: messageType,
  LIVE_STREAM: liveStreamType,
  ANNOUNCEMENT: announcementType,
  MODERATION: moderationType,
} as const;
