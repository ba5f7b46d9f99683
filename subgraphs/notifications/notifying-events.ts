// Written by npm run generate from every domain's events.ts; edits are lost.
import { accountType, securityEventRecorded, userRegistered } from '../auth/events.ts';
import { memberMentioned, messageSent, messageType } from '../chat/events.ts';
import { likeReceived, likeType, matchCreated, matchType } from '../discovery/events.ts';
import { friendRequestSent, friendRequestType, friendshipStarted, friendshipType } from '../friends/events.ts';
import { appealDecided, caseDecided, moderationType, personWarned, reportsReviewed } from '../moderation/events.ts';
import {
  disputeClosed,
  disputeOpened,
  paymentFailed,
  paymentSucceeded,
  paymentType,
  payoutFailed,
  payoutPaid,
  refundFailed,
  refundSucceeded,
} from '../payments/events.ts';
import {
  commentAdded,
  commentType,
  followRequested,
  followRequestType,
  followType,
  mentionAdded,
  mentionType,
  pollClosed,
  pollType,
  postLiked,
  postPublished,
  postType,
  reactionType,
  reposted,
  userFollowed,
} from '../social/events.ts';
import { liveStreamType, streamStarted } from '../streaming/events.ts';
import { accountFrozen, moneyRequested, moneyRequestType, transactionPosted, walletType } from '../wallet/events.ts';
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
  disputeClosed,
  disputeOpened,
  paymentFailed,
  paymentSucceeded,
  payoutFailed,
  payoutPaid,
  refundFailed,
  refundSucceeded,
  accountFrozen,
  moneyRequested,
  transactionPosted,
  commentAdded,
  followRequested,
  mentionAdded,
  pollClosed,
  postLiked,
  postPublished,
  reposted,
  userFollowed,
  likeReceived,
  matchCreated,
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
  PAYMENT: paymentType,
  MONEY_REQUEST: moneyRequestType,
  WALLET: walletType,
  COMMENT: commentType,
  FOLLOW_REQUEST: followRequestType,
  FOLLOW: followType,
  MENTION: mentionType,
  POLL: pollType,
  POST: postType,
  POST_REACTION: reactionType,
  DISCOVERY_LIKE: likeType,
  MATCH: matchType,
} as const;
