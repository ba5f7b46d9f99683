import { z } from 'zod';

/** Values of the enum `Gender` of the preamble. */
const GENDERS = ['FEMALE', 'MALE', 'NON_BINARY', 'OTHER'] as const;

/** A gender as people state it. Every domain stores and compares these values. */
export type Gender = (typeof GENDERS)[number];

/** Rule for a gender in the input of an operation. */
export const genderInput = z.enum(GENDERS);
