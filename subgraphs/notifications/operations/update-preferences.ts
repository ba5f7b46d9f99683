import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../runtime/input.ts';
import { done, type Result } from '../../../runtime/result.ts';
import { viewerOf } from '../../../runtime/viewer.ts';
import type { NotificationsContext } from '../context.ts';
import { CHANNELS, TYPES } from '../events.ts';
import type { Listener, NotificationsStore, Preferences } from '../repository/index.ts';
import { isTimeZone, minutesOf } from './quiet-hours.ts';

/** What changing preferences needs. */
export interface PreferenceNeeds extends Pick<NotificationsContext, 'caller'> {
  readonly repository: Pick<NotificationsStore, 'listeners'> & {
    transaction<T>(
      work: (store: Pick<NotificationsStore, 'lockPreferences' | 'savePreferences' | 'saveChoices'>) => Promise<T>,
    ): Promise<T>;
  };
}

const time = z.string().transform((value, context) => {
  const minutes = minutesOf(value);
  if (minutes === null) context.addIssue({ code: 'custom', message: 'A time of day is `HH:MM`.' });
  return minutes ?? 0;
});

const INPUT = z.object({
  locale: z.string().nullish(),
  timeZone: z.string().max(60).refine(isTimeZone, 'There is no such time zone.').nullish(),
  quietHours: z
    .object({ from: time, to: time })
    .refine(({ from, to }) => from !== to, 'Quiet hours do not end when they begin.')
    .nullish(),
  choices: z
    .array(z.object({ type: z.enum(TYPES), channel: z.enum(CHANNELS), isEnabled: z.boolean() }))
    .max(100, 'At most 100 choices.')
    .nullish(),
});

/** Changes how the viewer wants to be told, and gives it as it stands then. */
export async function updatePreferences(
  { caller, repository }: PreferenceNeeds,
  input: unknown,
): Promise<Result<Listener, InvalidInput>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { locale, timeZone, quietHours, choices } = parsed.value;
  await repository.transaction(async (store) => {
    const before = await store.lockPreferences(viewerId);
    const after: Preferences = {
      locale: locale ?? before.locale,
      timeZone: timeZone ?? before.timeZone,
      ...(quietHours === undefined
        ? { quietFrom: before.quietFrom, quietTo: before.quietTo }
        : { quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null }),
    };
    await store.savePreferences(viewerId, after);
    const last = new Map((choices ?? []).map((choice) => [`${choice.type}:${choice.channel}`, choice]));
    await store.saveChoices(viewerId, [...last.values()]);
  });
  return done(await preferencesOf(repository, viewerId));
}

/** How a person wants to be told; the usual where they never said. */
export async function preferencesOf(
  repository: Pick<NotificationsStore, 'listeners'>,
  userId: string,
): Promise<Listener> {
  const [listener] = await repository.listeners([userId]);
  if (listener === undefined) throw new Error('preferences were not read');
  return listener;
}
