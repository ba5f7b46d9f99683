/** What a host says about a stream, and who may write in its chat. */
export interface StreamDetails {
  /** Empty where there is none. */
  readonly description: string;
  readonly categoryId: string | null;
  readonly tags: readonly string[];
  readonly language: string | null;
  readonly isMature: boolean;
  readonly thumbnailFileId: string | null;
  readonly latency: 'NORMAL' | 'LOW';
  /** Whether the bytes of the broadcast are kept as a recording. */
  readonly isRecorded: boolean;
  readonly chatMode: 'EVERYONE' | 'FOLLOWERS' | 'NOBODY';
  /** Seconds between two messages of one person; 0 for no limit. */
  readonly slowModeSeconds: number;
}

/** Why a stream is over. */
export type EndReason = 'HOST' | 'CANCELLED' | 'CONNECTION_LOST' | 'REMOVED' | 'ACCOUNT_DELETED';
