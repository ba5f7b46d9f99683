import { skeletonOf, titleSkeletonOf } from './look-alikes.ts';

/** Words that speak for the operators of the product. */
export const OPERATOR_WORDS: readonly string[] = [
  ...['admin', 'admins', 'administrator', 'administrators', 'helpdesk', 'mod', 'moderation', 'moderator', 'moderators'],
  ...[
    'official',
    'operator',
    'operators',
    'security',
    'staff',
    'superuser',
    'support',
    'sysadmin',
    'system',
    'verified',
  ],
  'webmaster',
];

/** Words that do not change the meaning of the words next to them. */
const NEUTRAL_WORDS = ['account', 'channel', 'chat', 'desk', 'group', 'help', 'room', 'service', 'team', 'the'];

const SPEAKING = new Set(OPERATOR_WORDS.map(skeletonOf));
const SILENT = new Set(NEUTRAL_WORDS.map(skeletonOf));

/** Whether a title, or one that looks like it, would speak for the operators: it says nothing beside their words. */
export function speaksForOperators(title: string): boolean {
  const words = titleSkeletonOf(title).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.some((word) => SPEAKING.has(word)) && words.every((word) => SPEAKING.has(word) || SILENT.has(word));
}
