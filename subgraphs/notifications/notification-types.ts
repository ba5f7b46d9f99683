// Written by npm run generate from every domain's events.ts; edits are lost.
/** In the order of the contract. */
export const TYPES = [
  'ACCOUNT',
  'FRIEND_REQUEST',
  'FRIENDSHIP',
  'MESSAGE',
  'LIVE_STREAM',
  'STREAM_GIFT',
  'ANNOUNCEMENT',
  'MODERATION',
  'PAYMENT',
  'MONEY_REQUEST',
  'WALLET',
  'COMMENT',
  'FOLLOW_REQUEST',
  'FOLLOW',
  'MENTION',
  'POLL',
  'POST',
  'POST_REACTION',
  'DISCOVERY_LIKE',
  'MATCH',
  'ORDER',
  'PRODUCT_REVIEW',
  'SALES',
  'PROJECT_ALERT',
  'CONTRACT',
  'PROJECT',
  'PROPOSAL',
] as const;

/** What a notification is about. */
export type NotificationType = (typeof TYPES)[number];

/** Members of the union `NotificationSubject`. */
export const SUBJECT_TYPES = [
  'FriendRequest',
  'Message',
  'LiveStream',
  'ModerationCase',
  'Payment',
  'PayoutTransfer',
  'Refund',
  'WalletAccount',
  'MoneyRequest',
  'WalletTransaction',
  'Comment',
  'FollowRequest',
  'Post',
  'Match',
  'Order',
  'ProductReview',
  'Product',
  'Project',
  'Contract',
  'Proposal',
] as const;
