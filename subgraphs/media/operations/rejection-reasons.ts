import type { RejectionReason } from '../processing/rejected-file.ts';

/** What an owner reads about a file that will never be shown, by reason. */
export const REASONS: Readonly<Record<RejectionReason | 'REMOVED_BEFORE', string>> = {
  EMPTY: 'The file is empty.',
  TOO_LARGE: 'The file is too large.',
  TYPE_NOT_ALLOWED: 'Files of this type cannot be used here.',
  TOO_MANY_PIXELS: 'The picture is too large. Make it smaller and upload it again.',
  TOO_LONG: 'The recording is too long.',
  DAMAGED: 'The file is damaged.',
  TIME_LIMIT: 'The file takes too long to process.',
  MEMORY_LIMIT: 'The file takes too much memory to process.',
  REMOVED_BEFORE: 'Moderators have removed this file before.',
};
