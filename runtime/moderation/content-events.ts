import { defineEvent } from '../events/event-type.ts';

/** A decision about something that a person has published. */
export interface ContentDecision {
  readonly subjectId: string;
  /** Value of the enum `ModerationSubjectKind`. */
  readonly kind: string;
  /** Null for who has deleted their account. */
  readonly ownerId: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per decision HIDE. The owner domain shows the content to nobody until it is restored. */
export const contentHidden = defineEvent<ContentDecision>('moderation.content-hidden', {
  notifies: false,
  reason: 'The owner is notified of the decision.',
});

/** Published once per decision REMOVE. The owner domain removes the content for good, as its own rules remove things. */
export const contentRemoved = defineEvent<ContentDecision>('moderation.content-removed', {
  notifies: false,
  reason: 'The owner is notified of the decision.',
});

/** Published once when a decision is taken back, or when a quarantined file needs no decision. */
export const contentRestored = defineEvent<ContentDecision>('moderation.content-restored', {
  notifies: false,
  reason: 'The owner is notified of what became of their appeal.',
});
