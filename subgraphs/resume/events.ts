import { defineEvent } from '../../runtime/events/event-type.ts';
import { fileAccessEnded, fileAccessRestored } from '../../runtime/relations/file-access-events.ts';

/** A resume that everybody may see, and whose it is. */
export interface ResumePublished {
  readonly resumeId: string;
  readonly ownerId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published when a resume becomes public. */
export const resumePublished = defineEvent<ResumePublished>('resume.resume-published', {
  notifies: false,
  reason: 'Its owner did it, and nobody follows resumes.',
});

/** A resume that is not public any more, or does not exist any more. */
export interface ResumeRemoved extends ResumePublished {
  /** Whether it is deleted; otherwise it is only not public any more. */
  readonly isDeleted: boolean;
}

/** Published when a public resume is public no longer, and when any resume is deleted. */
export const resumeRemoved = defineEvent<ResumeRemoved>('resume.resume-removed', {
  notifies: false,
  reason: 'Its owner did it, or learns of it from moderation.',
});

/** The picture of a resume is no longer shown to people. */
export const photoWithheld = fileAccessEnded('resume');

/** It is shown to them again. */
export const photoShownAgain = fileAccessRestored('resume');

/** Topic of the signals of one resume: it has changed or is deleted. */
export const resumeTopic = (resumeId: string): `${string}.${string}` => `resume.resume-updated.${resumeId}`;
