import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';

/** Most skills of a project, a filter or a saved search. */
const MAX_SKILLS = 15;

const SKILL = text('A skill', { max: 50, singleLine: true });

/** The form in which skills are compared: without regard to case, width and runs of blanks. */
export const skillKey = (skill: string): string => skill.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** Skills as people write them, each once. */
export const skillsInput = z
  .array(SKILL)
  .max(MAX_SKILLS, `At most ${MAX_SKILLS} skills can be named.`)
  .refine((skills) => new Set(skills.map(skillKey)).size === skills.length, 'Name each skill only once.');
