/** Discovery is for people of this age or older. */
export const MIN_AGE = 18;

/** Nobody is asked for people who are older. */
export const MAX_AGE = 120;

/** Age in whole years on a day in UTC. `birthDate` is `YYYY-MM-DD`; whoever was born on 29 February grows older on 1 March. */
export function ageOn(birthDate: string, now: Date): number {
  const today = now.toISOString();
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5, 10) < birthDate.slice(5) ? years - 1 : years;
}

/** Birth dates of the people who have `min` to `max` years on a day in UTC: later than `after`, and `until` at the latest. */
export function birthDatesOf(range: { min: number; max: number }, now: Date): { after: string; until: string } {
  const [year, rest] = [now.getUTCFullYear(), now.toISOString().slice(4, 10)];
  const yearsAgo = (years: number): string => {
    const day = `${String(year - years).padStart(4, '0')}${rest}`;
    // 29 February of a year that has none: whoever was born on 1 March is not a year older yet.
    return rest === '-02-29' && new Date(`${day}T00:00:00Z`).getUTCDate() !== 29
      ? day.replace('-02-29', '-02-28')
      : day;
  };
  return { after: yearsAgo(range.max + 1), until: yearsAgo(range.min) };
}
