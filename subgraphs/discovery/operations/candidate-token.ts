/** What a person was shown with: signed for one viewer, for a day. */
export interface CandidateToken {
  readonly viewerId: string;
  readonly candidateId: string;
  /** The score that the person had for the viewer. */
  readonly score: number;
  /** In seconds since 1970. */
  readonly expiresAt: number;
}

/** Signs what people are shown with, and reads it again. */
export interface CandidateTokens {
  mint(shown: Omit<CandidateToken, 'expiresAt'>, now: Date): string;
  /** Null unless it was signed here for this viewer and this candidate, and has not expired. */
  read(token: string, whose: Pick<CandidateToken, 'viewerId' | 'candidateId'>, now: Date): CandidateToken | null;
}
