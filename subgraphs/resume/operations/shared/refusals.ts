import { notFound } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { Resume } from '../../repository/index.ts';

/** The refusal of a change to another version than the current one. */
export type VersionConflict = RefusalOf<'VersionConflict'> & { readonly current: number };

/** The refusal of another resume of a person who has as many as a person may have. */
export type ResumeLimit = RefusalOf<'ResumeLimit'> & { readonly limit: number };

/** Maximum number of resumes of a person. */
const MAX_RESUMES = 20;

/** Refuses what is not the viewer's as if there were no such resume. */
export const noSuchResume = () => notFound('There is no such resume of yours.', 'resumeId');

/** Refuses a change to a version that is not current any more; without an expected version any is right. */
export function requireVersion(
  { version: current }: Resume,
  expected: number | null | undefined,
): Result<null, VersionConflict> {
  if (expected == null || expected === current) return done(null);
  const message = 'The resume was changed in the meantime. Load it again.';
  return refuse({ __typename: 'VersionConflict', message, path: ['input', 'expectedVersion'], current });
}

/** Refuses another resume beyond the limit. */
export function requireRoom(count: number): Result<null, ResumeLimit> {
  if (count < MAX_RESUMES) return done(null);
  const message = `You can have at most ${MAX_RESUMES} resumes. Delete one first.`;
  return refuse({ __typename: 'ResumeLimit', message, path: ['input'], limit: MAX_RESUMES });
}
