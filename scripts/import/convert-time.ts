import type { ColumnMap } from './map-schema.ts';

const DAY = /^(\d{4}-\d\d-\d\d)(?:[T ].*)?$/;
const PARTS = { YYYY: '(?<year>\\d{4})', MM: '(?<month>\\d{1,2})', DD: '(?<day>\\d{1,2})' } as const;

/**
 * A day as `YYYY-MM-DD`; null when it is none. Without a format it is written so already, with or without a time behind it; a
 * format names the order and the separators, such as `DD.MM.YYYY`.
 */
export function readDay(text: string, format: string | undefined): string | null {
  if (format === undefined) return validDay(DAY.exec(text.trim())?.[1] ?? '');
  const pattern = format
    .replaceAll(/[^A-Z]/g, (sign) => `\\${sign}`)
    .replace(/YYYY|MM|DD/g, (part) => (part === 'YYYY' ? PARTS.YYYY : part === 'MM' ? PARTS.MM : PARTS.DD));
  const { year = '', month = '', day = '' } = new RegExp(`^${pattern}$`).exec(text.trim())?.groups ?? {};
  return validDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

function validDay(text: string): string | null {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
    ? text
    : null;
}

const UNITS: Readonly<Record<string, number>> = { 'unix-s': 1_000, 'unix-ms': 1 };

const INSTANT =
  /^(?<day>\d{4}-\d\d-\d\d)[T ](?<clock>\d\d:\d\d(?::\d\d)?)(?:[.,](?<fraction>\d{1,9}))?\s*(?<zone>Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * An instant with milliseconds; null when it is none. `unix-s` and `unix-ms` count from 1970. Other texts are ISO 8601, or as
 * PostgreSQL and MySQL write it; one without a time zone needs that of the column.
 */
export function readInstantText(
  text: string,
  { format, zone: columnZone }: Pick<ColumnMap, 'format' | 'zone'>,
): Date | null {
  const unit = format === undefined ? undefined : UNITS[format];
  if (unit !== undefined)
    return /^\d{1,16}(?:\.\d+)?$/.test(text) ? valid(new Date(Math.round(Number(text) * unit))) : null;
  const { day, clock = '', fraction = '', zone = columnZone } = INSTANT.exec(text.trim())?.groups ?? {};
  if (day === undefined || zone === undefined || validDay(day) === null) return null;
  const seconds = clock.length === 5 ? `${clock}:00` : clock;
  return valid(new Date(`${day}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offsetOf(zone)}`));
}

function offsetOf(zone: string): string {
  if (/^(?:z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

const valid = (instant: Date): Date | null => (Number.isNaN(instant.getTime()) ? null : instant);
