import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { parseTimeZone } from '../../../runtime/text/time-zones.ts';
import type { ProfileContext } from '../context.ts';
import { profileTopic } from '../events.ts';
import type { Profile } from '../repository/profile.ts';

const INVALID_LOCALE = 'Enter a locale as a BCP 47 language tag, such as de-CH.';
const INVALID_TIME_ZONE = 'Enter a time zone by its IANA name, such as Europe/Zurich.';

/** Text converted by `canonical`; refused when that throws a RangeError. */
const canonicalized = (max: number, refusal: string, canonical: (given: string) => string | undefined) =>
  z
    .string()
    .max(max, refusal)
    .transform((given, refinement) => {
      try {
        const value = canonical(given);
        if (value !== undefined) return value;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
      refinement.addIssue(refusal);
      return z.NEVER;
    });

const locale = canonicalized(35, INVALID_LOCALE, (tag) => Intl.getCanonicalLocales(tag)[0]);

const timezone = canonicalized(64, INVALID_TIME_ZONE, (name) => parseTimeZone(name) ?? undefined);

const INPUT = z.object({
  locale: locale.nullish(),
  timezone: timezone.nullish(),
  theme: z.enum(['SYSTEM', 'LIGHT', 'DARK']).nullish(),
});

interface Needs extends Pick<ProfileContext, 'caller' | 'now' | 'signals'> {
  readonly repository: Pick<ProfileContext['repository'], 'changeProfile'>;
}

/** Updates the viewer's locale, time zone and theme. Absent fields stay; null restores the default. */
export async function updateProfileSettings(
  { caller, now, signals, repository }: Needs,
  input: unknown,
): Promise<Result<Profile, InvalidInput | NotFound>> {
  const userId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { locale, timezone, theme } = parsed.value;

  const profile = await repository.changeProfile(
    userId,
    {
      ...(locale === undefined ? {} : { locale }),
      ...(timezone === undefined ? {} : { timezone }),
      ...(theme === undefined ? {} : { theme: theme ?? 'SYSTEM' }),
    },
    now(),
  );
  if (profile === null) return notFound('You have no profile.');

  await signals.notify(profileTopic(userId));
  return done(profile);
}
