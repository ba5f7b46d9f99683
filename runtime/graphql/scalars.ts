import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { CURRENCY_EXPONENTS } from '../money/currencies.ts';
import { parseMinorUnits } from '../money/money.ts';
import { writeInstant } from '../text/instant.ts';
import { parseAddress } from '../text/web-address.ts';

// PostgreSQL has no year 0.
const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A scalar that travels as text: `read` gives the value, or undefined for text that is none. */
function textScalar<Value>(
  name: string,
  expects: string,
  read: (text: string) => Value | undefined,
  write: (value: unknown) => string,
) {
  const parse = (input: unknown): Value => {
    const value = typeof input === 'string' ? read(input) : undefined;
    if (value === undefined) throw new GraphQLError(`${name} expects ${expects}.`);
    return value;
  };
  return new GraphQLScalarType<Value, string>({
    name,
    serialize: write,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const day = new Date(`${text}T00:00:00.000Z`);
  // A 30th of February parses as a day in March: what was given must come out again.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const asText = (value: unknown): string => String(value);

const DateTime = textScalar(
  'DateTime',
  'an ISO 8601 instant with a time zone',
  (text) => {
    if (!INSTANT.test(text) || !isDay(text.slice(0, 10))) return undefined;
    const instant = new Date(text);
    // An offset moves the last hours of year 9999, and the first of year 1, to where four digits do not reach.
    return !Number.isNaN(instant.getTime()) && isDay(instant.toISOString().slice(0, 10)) ? instant : undefined;
  },
  (value) => writeInstant(value instanceof Date ? value : new Date(asText(value))),
);

const DateOnly = textScalar(
  'Date',
  'a day as YYYY-MM-DD',
  (text) => (isDay(text) ? text : undefined),
  (value) => (value instanceof Date ? value.toISOString() : asText(value)).slice(0, 10),
);

const WebAddress = textScalar(
  'URL',
  'an absolute http: or https: address',
  (text) => {
    const address = parseAddress(text);
    return address !== null && /^https?:$/.test(address.protocol) ? address.href : undefined;
  },
  asText,
);

const LanguageTag = textScalar(
  'Locale',
  'a BCP 47 language tag',
  (text) => {
    try {
      return text.length <= 35 ? Intl.getCanonicalLocales(text)[0] : undefined;
    } catch {
      return undefined;
    }
  },
  asText,
);

const MinorUnits = textScalar('MinorUnits', 'an integer of at most 64 bits as text', parseMinorUnits, asText);

const CurrencyCode = textScalar(
  'CurrencyCode',
  'an ISO 4217 currency code',
  (text) => (CURRENCY_EXPONENTS.has(text) ? text : undefined),
  asText,
);

/**
 * The scalars of the contract preamble, to be spread into a domain's resolvers. `DateTime` is a `Date` in code; `Date`
 * (a day), `URL` and `Locale` are text in canonical form; `MinorUnits` is a `bigint`.
 */
export const scalars = {
  DateTime,
  Date: DateOnly,
  URL: WebAddress,
  Locale: LanguageTag,
  MinorUnits,
  CurrencyCode,
};
