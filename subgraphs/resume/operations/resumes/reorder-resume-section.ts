import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { ResumeContext } from '../../context.ts';
import { ORDERED_SECTIONS, orderOf } from '../content/resume-sections.ts';
import { changeResume } from '../shared/change-resume.ts';
import type { VersionConflict } from '../shared/refusals.ts';
import { type TooManyAttempts, withinLimit } from '../shared/within-limit.ts';

const INPUT = z.object({
  resumeId: z.string(),
  section: z.enum(ORDERED_SECTIONS, 'Contact data and picture have no position.'),
  position: z
    .int()
    .min(0, 'Positions begin with 0.')
    .max(ORDERED_SECTIONS.length - 1, `The last position is ${ORDERED_SECTIONS.length - 1}.`),
  expectedVersion: z.int().nullish(),
});

type Needs = Pick<ResumeContext, 'caller' | 'ip' | 'now' | 'limits' | 'repository' | 'signals'>;

/** Moves a section to another position; those between move up or down by one. Resolves to the id of the resume. */
export async function reorderResumeSection(
  context: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound | VersionConflict | TooManyAttempts>> {
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { section, position } = parsed.value;
  const limited = await withinLimit(context, 'change');
  if (!limited.ok) return limited;
  return changeResume<never>(context, parsed.value, (resume) => {
    const others = orderOf(resume.sectionOrder).filter((other) => other !== section);
    return done({ ...resume, sectionOrder: others.toSpliced(position, 0, section) });
  });
}
