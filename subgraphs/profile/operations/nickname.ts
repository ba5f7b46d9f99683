import { z } from 'zod';
import { foldName, skeletonOf } from '../../../runtime/text/look-alikes.ts';
import { OPERATOR_WORDS } from '../../../runtime/text/operator-names.ts';
import { hasKnownLetters } from './nickname-letters.ts';

/** A nickname as displayed, for lookup and for uniqueness. */
export interface Nickname {
  /** The displayed form. */
  readonly shown: string;
  /** Case-folded form, for lookup. */
  readonly folded: string;
  /** Skeleton without case and look-alikes, for uniqueness. */
  readonly key: string;
}

/** Shortest and longest nickname, in Unicode characters. */
export const NICKNAME_LENGTH = { min: 3, max: 30 } as const;

const RULE = 'A nickname consists of 3 to 30 letters and digits, with single "_" or "." between them.';
const FORM = /^[\p{L}0-9]+(?:[_.][\p{L}0-9]+)*$/u;

/** Names that suggest the operators, or that clients use as paths. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    ...OPERATOR_WORDS,
    ...'about account accounts all anonymous api auth billing bot contact deleted everyone graphql help here home'.split(
      ' ',
    ),
    ...'info legal login logout mail me news nobody null owner password payment payments postmaster privacy'.split(' '),
    ...'profile register root search self service settings signin signup status team terms undefined'.split(' '),
    ...'unknown user users'.split(' '),
  ].map(skeletonOf),
);

/** Whether the nickname, or one that looks like it, is reserved. */
export const isReservedNickname = ({ key }: Nickname): boolean => RESERVED.has(key);

/** Parses a well-formed nickname. Does not check whether it is available or reserved. */
export const nicknameInput = z
  .string()
  .max(NICKNAME_LENGTH.max * 8, RULE)
  .transform((given) => given.trim().normalize('NFKC'))
  .refine((shown) => {
    const length = [...shown].length;
    return length >= NICKNAME_LENGTH.min && length <= NICKNAME_LENGTH.max && FORM.test(shown);
  }, RULE)
  .refine(hasKnownLetters, 'This nickname contains a letter that is easily confused with another.')
  .transform((shown): Nickname => ({ shown, folded: foldName(shown), key: skeletonOf(shown) }));
