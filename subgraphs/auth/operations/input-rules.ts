import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';
import type { Identifier } from '../repository/accounts.ts';

const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 128;
const MAX_EMAIL_LENGTH = 254;
const MAX_PHONE_LENGTH = 40;

const email = text('An email address', { max: MAX_EMAIL_LENGTH, singleLine: true })
  .transform((value) => value.toLowerCase())
  .pipe(z.email('Enter a valid email address.').max(MAX_EMAIL_LENGTH, 'Enter a valid email address.'))
  .transform((value): Identifier => ({ kind: 'EMAIL', value }));

const phone = (parsePhoneNumber: (text: string) => string | null) =>
  text('A phone number', { max: MAX_PHONE_LENGTH }).transform((value, context): Identifier => {
    const number = parsePhoneNumber(value);
    if (number !== null) return { kind: 'PHONE', value: number };
    context.addIssue({
      code: 'custom',
      message: 'Enter a phone number in international format, such as +49 1511 2345678.',
    });
    return z.NEVER;
  });

/** Input rules for an email, a phone number and either of them; each parses to a canonical `Identifier`. */
export function identifierRules(parsePhoneNumber: (text: string) => string | null) {
  const either = z.string().transform((value, context): Identifier => {
    const parsed = (value.includes('@') ? email : phone(parsePhoneNumber)).safeParse(value);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'Enter an email address or a phone number.' });
    return z.NEVER;
  });
  return { email, phone: phone(parsePhoneNumber), either };
}

/** A password as entered: normalized to NFC, so that all keyboards produce the same one. Never trimmed. */
export const givenPassword = z
  .string()
  .max(MAX_PASSWORD_LENGTH * 4, 'Use at most 128 characters for a password.')
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'The password contains an invalid character.')
  .transform((value) => value.normalize('NFC'));

/** A new password. Only its length in code points is checked (NIST SP 800-63B, section 3.1.1.2). */
export const newPassword = givenPassword.refine((value) => {
  const length = [...value].length;
  return length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH;
}, 'Use 8 to 128 characters for a password.');

const MIN_AGE_YEARS = 13;
const MAX_AGE_YEARS = 130;

/** A date of birth, `YYYY-MM-DD`, of somebody who is 13 to 130 years old at `now` in UTC. */
export const birthday = (now: Date) =>
  z.iso
    .date('Enter a date as YYYY-MM-DD.')
    .refine((day) => day <= yearsBefore(now, MIN_AGE_YEARS), 'You must be at least 13 years old.')
    .refine((day) => day > yearsBefore(now, MAX_AGE_YEARS), 'Enter a date of birth within the last 130 years.');

function yearsBefore(now: Date, years: number): string {
  const [year, ...monthAndDay] = now.toISOString().slice(0, 10).split('-');
  return [String(Number(year) - years).padStart(4, '0'), ...monthAndDay].join('-');
}
