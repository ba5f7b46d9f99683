const padded = (count: number, width: number): readonly string[] =>
  Array.from({ length: count }, (_, number) => String(number).padStart(width, '0'));
const TWO_DIGITS = padded(100, 2);
const THREE_DIGITS = padded(1_000, 3);

/**
 * As `toISOString`, in a third of its time: a page of 50 rows has 50 instants.
 *
 * @throws RangeError for an invalid date.
 */
export function writeInstant(instant: Date): string {
  const year = instant.getUTCFullYear();
  // Also where it is not a number.
  if (!(year >= 1_000 && year <= 9_999)) return instant.toISOString();
  const day = `${year}-${TWO_DIGITS[instant.getUTCMonth() + 1]}-${TWO_DIGITS[instant.getUTCDate()]}`;
  const minute = `${TWO_DIGITS[instant.getUTCHours()]}:${TWO_DIGITS[instant.getUTCMinutes()]}`;
  return `${day}T${minute}:${TWO_DIGITS[instant.getUTCSeconds()]}.${THREE_DIGITS[instant.getUTCMilliseconds()]}Z`;
}

const ZERO = '0'.charCodeAt(0);
const BLANK = ' '.charCodeAt(0);
const POINT = '.'.charCodeAt(0);

/**
 * Reads `2026-11-30 21:07:53.25+00`, as PostgreSQL writes an instant in UTC: what is beyond milliseconds is dropped. Null for
 * text of another form.
 */
export function readInstant(text: string): Date | null {
  const digit = (at: number): number => text.charCodeAt(at) - ZERO;
  const pair = (at: number): number => digit(at) * 10 + digit(at + 1);
  const end = text.length - '+00'.length;
  const year = pair(0) * 100 + pair(2);
  // Date.UTC takes a year of two digits for one of the 20th century.
  if (!text.endsWith('+00') || text.charCodeAt(10) !== BLANK || year < 100) return null;
  let milliseconds = 0;
  if (text.charCodeAt(19) === POINT)
    for (let at = 20, unit = 100; at < Math.min(end, 23); at += 1, unit /= 10) milliseconds += digit(at) * unit;
  return new Date(Date.UTC(year, pair(5) - 1, pair(8), pair(11), pair(14), pair(17), milliseconds));
}
