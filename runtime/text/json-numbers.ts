declare global {
  interface JSON {
    // Node 24 has both; the library types of `es2024` do not. https://tc39.es/proposal-json-parse-with-source/
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
  }
}

/** A number as it was written, where a double would be another one. `JSON.stringify` writes it unchanged. */
export interface RawNumber {
  readonly rawJSON: string;
}

/** Whether a value read by `parseJson` is a number that no double holds. */
export const isRawNumber = (value: unknown): value is RawNumber =>
  // Raw numbers inherit from nothing: what inherits from Object is known for less.
  typeof value === 'object' && value !== null && !(value instanceof Object) && JSON.isRawJSON(value);

/**
 * Reads JSON as `JSON.parse` does, but numbers that a double would change come as raw numbers: integers beyond 2^53, more
 * digits than a double holds, and exponents out of its range.
 *
 * @throws SyntaxError for what is no JSON, RangeError for raw numbers within thousands of levels.
 */
export function parseJson(text: string): unknown {
  if (!mayLoseDigits(text)) return JSON.parse(text);
  const value: unknown = JSON.parse(text, reviveNumber);
  // Nothing reads a document that is one number, and as an object it could be taken for a request.
  return isRawNumber(value) ? Number(value.rawJSON) : value;
}

/** A number from its text: a double where that is the same number, else a raw one. */
export const numberOf = (text: string): number | RawNumber => numberFrom(text, Number(text));

/** All digits of a number that has no fraction; null for one that has, or that has more than a thousand digits. */
export function integerDigits(value: number | RawNumber): string | null {
  const parts = partsOf(typeof value === 'number' ? String(value) : value.rawJSON);
  if (parts === null || parts.exponent < 0 || parts.exponent > MAX_EXPONENT) return null;
  const digits = parts.digits + '0'.repeat(parts.exponent);
  return parts.isNegative && digits !== '0' ? `-${digits}` : digits;
}

const MAX_EXPONENT = 1_000;
/** A double holds every decimal of fifteen digits, so nothing shorter than this, point included, is changed by it. */
const SUSPICIOUS_LENGTH = 16;
/** Exponents of three digits, as a value of JSON ends. Smaller ones are within the range of a double. */
const LARGE_EXPONENT = /\d[eE][+-]?\d{3,}\s*[,}\]]/;
const EXPONENT = /[eE][+-]?\d+/y;

/**
 * Whether JSON may hold a number that a double changes. Looks at every sixteenth character where there are no long
 * numbers, so that plain answers hardly pay for it.
 */
function mayLoseDigits(text: string): boolean {
  for (let at = SUSPICIOUS_LENGTH - 1; at < text.length; ) {
    let start = at;
    while (isNumeral(text.charCodeAt(start))) {
      start -= 1;
      if (at - start === SUSPICIOUS_LENGTH) break;
    }
    if (at - start < SUSPICIOUS_LENGTH) {
      at = start + SUSPICIOUS_LENGTH;
      continue;
    }
    const end = endOfNumber(text, at + 1);
    const numeral = text.slice(start + 1, end);
    if (!isSameNumber(numeral, Number(numeral))) return true;
    at = end + SUSPICIOUS_LENGTH - 1;
  }
  return LARGE_EXPONENT.test(text);
}

function endOfNumber(text: string, from: number): number {
  let end = from;
  while (isNumeral(text.charCodeAt(end))) end += 1;
  EXPONENT.lastIndex = end;
  return EXPONENT.test(text) ? EXPONENT.lastIndex : end;
}

/** A digit or the decimal point; false for the NaN beyond the end of a text. */
const isNumeral = (code: number): boolean => code < 58 && code > 45 && code !== 47;

/** Node calls it with the source of each primitive, which is not in the library types. */
function reviveNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' && context?.source !== undefined ? numberFrom(context.source, value) : value;
}

const numberFrom = (text: string, value: number): number | RawNumber =>
  isSameNumber(text, value) ? value : JSON.rawJSON(text);

/** Whether a double prints as the number that it was read from. */
function isSameNumber(text: string, value: number): boolean {
  const printed = String(value);
  if (printed === text) return true;
  // Who writes integers with all their digits may not read an exponent.
  if (printed.includes('e') && !/e/i.test(text)) return false;
  const given = partsOf(text);
  const represented = partsOf(printed);
  return (
    given !== null &&
    represented !== null &&
    given.digits === represented.digits &&
    given.exponent === represented.exponent
  );
}

interface Decimal {
  readonly isNegative: boolean;
  /** Without zeros before or behind; `0` for zero. */
  readonly digits: string;
  readonly exponent: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

function partsOf(text: string): Decimal | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (sign === undefined) return null;
  const digits = trimZeros(whole + fraction);
  const isNegative = sign === '-';
  if (digits.text === '') return { isNegative, digits: '0', exponent: 0 };
  return { isNegative, digits: digits.text, exponent: Number(exponent) - fraction.length + digits.behind };
}

/** Written without patterns: one that looks for zeros at the end takes quadratic time for zeros that are not there. */
function trimZeros(digits: string): { readonly text: string; readonly behind: number } {
  let start = 0;
  while (digits[start] === '0') start += 1;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end -= 1;
  return { text: digits.slice(start, end), behind: digits.length - end };
}
