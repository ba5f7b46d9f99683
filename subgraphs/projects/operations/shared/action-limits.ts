/** What people may do only so often. */
export type LimitedAction = 'project' | 'proposal' | 'invitation' | 'question';

/** Limits how often people do something. */
export interface ActionLimits {
  /** Counts one more; seconds until another is accepted when it is one too many, else null. */
  count(action: LimitedAction, viewerId: string): Promise<number | null>;
}
