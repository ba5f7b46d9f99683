import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';
import type { AuthContext } from '../context.ts';
import { birthday, identifierRules } from '../operations/input-rules.ts';

/** The clock, the reading of numbers, and which password hashes can be verified. */
export interface PeopleRules extends Pick<AuthContext, 'now' | 'parsePhoneNumber'> {
  readonly passwords: Pick<AuthContext['passwords'], 'objectionToHash'>;
}

export type ImportedPerson = z.output<ReturnType<typeof personSchema>>;

/** Longest name of a provider, and longest id at one. */
const MAX_SUBJECT_LENGTH = 200;
const MAX_NICKNAME_LENGTH = 100;
/** Longest hash that any of the supported schemes makes, with room for long salts. */
const MAX_HASH_LENGTH = 500;

/** Rules for one person of a dump. */
export function personSchema({ now, parsePhoneNumber, passwords }: PeopleRules) {
  const rules = identifierRules(parsePhoneNumber);
  const subject = z.string().min(1).max(MAX_SUBJECT_LENGTH).nullish();
  return z
    .object({
      email: rules.email.nullish(),
      isEmailVerified: z.boolean().nullish(),
      phone: rules.phone.nullish(),
      isPhoneVerified: z.boolean().nullish(),
      nickname: text('A nickname', { max: MAX_NICKNAME_LENGTH, singleLine: true }).nullish(),
      createdAt: z
        .date()
        .refine((at) => at <= now(), 'The account was created in the future.')
        .nullish(),
      dateOfBirth: birthday(now()).nullish(),
      passwordHash: z.string().max(MAX_HASH_LENGTH, 'The password hash is too long.').nullish(),
      telegramId: subject,
      oauthProvider: subject,
      oauthId: subject,
    })
    .superRefine(({ passwordHash }, context) => {
      const objection = passwordHash == null ? null : passwords.objectionToHash(passwordHash);
      if (objection !== null) context.addIssue({ code: 'custom', path: ['passwordHash'], message: objection });
    })
    .transform(({ email, phone, isEmailVerified, isPhoneVerified, telegramId, oauthProvider, oauthId, ...person }) => ({
      ...person,
      identifiers: [
        ...(email == null ? [] : [{ ...email, isVerified: isEmailVerified === true }]),
        ...(phone == null ? [] : [{ ...phone, isVerified: isPhoneVerified === true }]),
      ],
      identities: [
        ...(telegramId == null ? [] : [{ provider: 'telegram', subject: telegramId }]),
        ...(oauthProvider == null || oauthId == null ? [] : [{ provider: oauthProvider, subject: oauthId }]),
      ],
    }))
    .refine(
      ({ identifiers, identities }) => identifiers.length + identities.length > 0,
      'A person needs an e-mail address, a phone number or an identity to sign in with.',
    );
}
