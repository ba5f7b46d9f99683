import type { StreamDetails } from '../../repository/stream-facts.ts';
import type { DetailsInput } from './details-input.ts';

/** What a stream has of which its host has said nothing. */
export const NO_DETAILS: StreamDetails = {
  description: '',
  categoryId: null,
  tags: [],
  language: null,
  isMature: false,
  thumbnailFileId: null,
  latency: 'NORMAL',
  isRecorded: false,
  chatMode: 'EVERYONE',
  slowModeSeconds: 0,
};

/** What was given, where null takes away what may be missing; what is absent stays. */
export function mergeDetails(before: StreamDetails, input: DetailsInput): StreamDetails {
  const clearable = <Value>(given: Value | null | undefined, current: Value | null) =>
    given === undefined ? current : given;
  return {
    description: clearable(input.description, before.description) ?? '',
    categoryId: clearable(input.categoryId, before.categoryId),
    tags: clearable<readonly string[]>(input.tags, before.tags) ?? [],
    language: clearable(input.language, before.language),
    isMature: input.isMature ?? before.isMature,
    thumbnailFileId: clearable(input.thumbnailFileId, before.thumbnailFileId),
    latency: input.latency ?? before.latency,
    isRecorded: input.record ?? before.isRecorded,
    chatMode: input.chat?.mode ?? before.chatMode,
    slowModeSeconds: input.chat?.slowModeSeconds ?? before.slowModeSeconds,
  };
}
