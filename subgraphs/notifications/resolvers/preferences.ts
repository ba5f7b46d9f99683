import { DAYS } from '../events.ts';
import type { NotificationPreferences } from '../generated.ts';
import { allChoices } from '../operations/preferences/default-choices.ts';
import { timeOf } from '../operations/preferences/quiet-hours.ts';
import type { preferencesOf } from '../operations/preferences/update-preferences.ts';

/** Preferences as the contract has them. */
export function preferencesView({
  preferences,
  choices,
}: Awaited<ReturnType<typeof preferencesOf>>): NotificationPreferences {
  const { locale, timeZone, quietFrom, quietTo, digestAt, digestDay } = preferences;
  const quietHours = quietFrom === null || quietTo === null ? null : { from: timeOf(quietFrom), to: timeOf(quietTo) };
  return {
    locale,
    timeZone,
    quietHours,
    digestTime: timeOf(digestAt),
    digestDay: DAYS[digestDay - 1] ?? DAYS[0],
    choices: allChoices(choices),
  };
}
