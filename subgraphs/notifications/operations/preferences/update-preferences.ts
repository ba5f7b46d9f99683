import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { parseTimeZone } from '../../../../runtime/text/time-zones.ts';
import type { NotificationsContext } from '../../context.ts';
import { CHANNELS, DAYS, DELIVERIES_TOPIC, FREQUENCIES } from '../../events.ts';
import { TYPES } from '../../notification-types.ts';
import type { Choice, Listener, NotificationsStore, Preferences } from '../../repository/index.ts';
import { frequencyOf } from './default-choices.ts';
import { isTimeZone, minutesOf } from './quiet-hours.ts';

export interface PreferenceNeeds extends Pick<NotificationsContext, 'caller' | 'now'> {
  readonly signals: Pick<NotificationsContext['signals'], 'notify'>;
  readonly repository: Pick<NotificationsStore, 'listeners'> & {
    transaction<T>(work: (store: PreferenceStore) => Promise<T>): Promise<T>;
  };
}

type PreferenceStore = Pick<
  NotificationsStore,
  'lockPreferences' | 'savePreferences' | 'saveChoices' | 'hurryDigests' | 'listeners'
>;

const time = z.string().transform((value, context) => {
  const minutes = minutesOf(value);
  if (minutes === null) context.addIssue({ code: 'custom', message: 'Enter a time as HH:MM.' });
  return minutes ?? 0;
});

const CHOICE = z
  .object({
    type: z.enum(TYPES).nullish(),
    channel: z.enum(CHANNELS),
    isEnabled: z.boolean().nullish(),
    frequency: z.enum(FREQUENCIES).nullish(),
  })
  .superRefine(({ type, channel, isEnabled, frequency }, context) => {
    const object = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (isEnabled == null && frequency == null) object('isEnabled', 'Set `isEnabled` or `frequency`.');
    if (frequency == null || frequency === 'AT_ONCE') return;
    if (channel !== 'EMAIL') object('frequency', 'Digests are available by email only.');
    else if (type === 'ACCOUNT') object('frequency', 'Account notifications are always sent immediately.');
  });

const timeZone = z
  .string()
  .refine(isTimeZone, 'There is no time zone with this name.')
  .transform((name) => parseTimeZone(name) ?? name);

const INPUT = z.object({
  locale: z.string().nullish(),
  timeZone: timeZone.nullish(),
  quietHours: z
    .object({ from: time, to: time })
    .refine(({ from, to }) => from !== to, 'Quiet hours must end at a different time than they start.')
    .nullish(),
  digestTime: time.nullish(),
  digestDay: z.enum(DAYS).nullish(),
  choices: z.array(CHOICE).max(100, 'Enter at most 100 choices.').nullish(),
});

/** Updates the viewer's preferences and returns them. */
export async function updatePreferences(
  { caller, now, signals, repository }: PreferenceNeeds,
  input: unknown,
): Promise<Result<Listener, InvalidInput>> {
  const viewerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const { locale, timeZone, quietHours, digestTime, digestDay, choices } = parsed.value;
  const flushesDigests = await repository.transaction(async (store) => {
    const before = await store.lockPreferences(viewerId);
    const current = await preferencesOf(store, viewerId);
    const after: Preferences = {
      locale: locale ?? before.locale,
      timeZone: timeZone ?? before.timeZone,
      ...(quietHours === undefined
        ? { quietFrom: before.quietFrom, quietTo: before.quietTo }
        : { quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null }),
      digestAt: digestTime ?? before.digestAt,
      digestDay: digestDay == null ? before.digestDay : DAYS.indexOf(digestDay) + 1,
    };
    await store.savePreferences(viewerId, after);
    const changes = lastOf(choices ?? []);
    await store.saveChoices(viewerId, changes);
    const isOther = changes.some(
      ({ type, channel, frequency }) => frequency !== null && frequency !== frequencyOf(current.choices, type, channel),
    );
    const moves = (['timeZone', 'digestAt', 'digestDay'] as const).some((name) => after[name] !== before[name]);
    // Held deliveries follow the old schedule; sending them now is the only time that the new one cannot miss.
    if (isOther || moves) await store.hurryDigests(viewerId, now());
    return isOther || moves;
  });
  if (flushesDigests) void signals.notify(DELIVERIES_TOPIC, {});
  return done(await preferencesOf(repository, viewerId));
}

/** Merges choices to at most one per type and channel; later ones win, absent fields keep earlier values. */
function lastOf(choices: readonly z.infer<typeof CHOICE>[]): Choice[] {
  const last = new Map<string, Choice>();
  for (const { type: named, channel, isEnabled, frequency } of choices) {
    for (const type of named == null ? TYPES.filter((one) => one !== 'ACCOUNT') : [named]) {
      const key = `${type}:${channel}`;
      const before = last.get(key);
      last.set(key, {
        type,
        channel,
        isEnabled: isEnabled ?? before?.isEnabled ?? null,
        frequency: frequency ?? before?.frequency ?? null,
      });
    }
  }
  return [...last.values()];
}

/** A user's preferences, with defaults where they have set none. */
export async function preferencesOf(
  repository: Pick<NotificationsStore, 'listeners'>,
  userId: string,
): Promise<Listener> {
  const [listener] = await repository.listeners([userId]);
  if (listener === undefined) throw new Error('preferences could not be read');
  return listener;
}
