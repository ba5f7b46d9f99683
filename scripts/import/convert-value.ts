import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { ImportField } from '../../runtime/import/importer.ts';
import { readDay, readInstantText } from './convert-time.ts';
import type { ColumnMap } from './map-schema.ts';

/** Thrown for a value that cannot be what the field is; the message goes to the report and holds nothing of the value. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** Makes a value of the dump what the type of the field says. @throws a `ValueError`. */
export function convertValue({ type }: ImportField, value: unknown, column: ColumnMap): unknown {
  if (type === 'json') return typeof value === 'string' ? parseJson(value) : value;
  if (type === 'list') return listOf(value, column);
  if (type === 'boolean') return booleanOf(value);
  const text = textOf(value);
  if (type === 'integer') return integerOf(text);
  if (type === 'decimal') return decimalOf(text, column);
  if (type === 'phone') return phoneOf(text, column);
  if (type === 'date') return orRefuse(readDay(text, column.format), 'The date is not in the form that the map says.');
  if (type !== 'instant') return text;
  return orRefuse(
    readInstantText(text, column),
    'The time is not in the form that the map says, or names no time zone.',
  );
}

/** Text as it stands. @throws a `ValueError` for what is not one value, and for numbers that JSON has not kept exactly. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') throw new ValueError('The value is a list or an object.');
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new ValueError('The number is too large for JSON; write it as text.');
  return String(value);
}

function orRefuse<Value>(value: Value | null, reason: string): Value {
  if (value === null) throw new ValueError(reason);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ValueError('The value is not JSON.');
  }
}

function listOf(value: unknown, { separator = ',' }: ColumnMap): readonly string[] {
  if (Array.isArray(value)) return value.map(textOf);
  const text = textOf(value);
  if (text.startsWith('[')) {
    const parsed = parseJson(text);
    if (Array.isArray(parsed)) return parsed.map(textOf);
  }
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const TRUE: ReadonlySet<string> = new Set(['true', 't', '1', 'yes', 'y']);
const FALSE: ReadonlySet<string> = new Set(['false', 'f', '0', 'no', 'n']);

function booleanOf(value: unknown): boolean {
  const word = textOf(value).trim().toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  throw new ValueError('The value is neither true nor false.');
}

function integerOf(text: string): number {
  const value = /^-?\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new ValueError('The value is not an integer.');
  return value;
}

function decimalOf(text: string, { decimalSign = '.' }: ColumnMap): string {
  const decimal = decimalSign === ',' ? text.trim().replace(',', '.') : text.trim();
  if (!/^-?\d{1,30}(?:\.\d{1,30})?$/.test(decimal)) throw new ValueError('The value is not a decimal number.');
  return decimal;
}

/** In international form where the region makes it one; the domain refuses what is not. */
function phoneOf(text: string, { region }: ColumnMap): string {
  if (region === undefined || !isSupportedCountry(region) || text.trim().startsWith('+')) return text;
  return parsePhoneNumberFromString(text, { defaultCountry: region, extract: false })?.number ?? text;
}
