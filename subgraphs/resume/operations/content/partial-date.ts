/** What stands for an end that has not come. */
export const PRESENT = 'present';

const FORM = /^([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** Whether a text is a year, a month or a day that exists: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, from 1000 to 2999. */
export function isPartialDate(text: string): boolean {
  const [, year, month, day] = FORM.exec(text) ?? [];
  if (year === undefined) return false;
  if (month !== undefined && (month < '01' || month > '12')) return false;
  return day === undefined || (day >= '01' && Number(day) <= daysIn(Number(year), Number(month)));
}

/** Whether a period ends before it begins, by what both dates say: `2020-05` to `2020` does not. */
export function endsBeforeItBegins(start: string | null, end: string | null): boolean {
  if (start === null || end === null || end === PRESENT) return false;
  const length = Math.min(start.length, end.length);
  return end.slice(0, length) < start.slice(0, length);
}

/** Day 0 of the next month is the last of this one. */
const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
