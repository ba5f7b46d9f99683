import pg from 'pg';
import { readInstant } from '../text/instant.ts';

const { builtins } = pg.types;
type Parser = (text: string) => unknown;
const getTypeParser: (id: number, format?: 'text' | 'binary') => Parser = pg.types.getTypeParser;
const INT8_ARRAY = 1016;
const NUMERIC_ARRAY = 1231;
const DATE_ARRAY = 1182;
const TIMESTAMP_ARRAY = 1115;
const TEXT_ARRAY = 1009;

const parseTimestamptz = getTypeParser(builtins.TIMESTAMPTZ);
const parseTextArray = getTypeParser(TEXT_ARRAY);

/** An instant. Every role works in UTC, whose offset PostgreSQL writes `+00`; other offsets and infinity go the long way. */
const toInstant = (text: string): unknown => readInstant(text) ?? parseTimestamptz(text);
const toInstantWithoutZone = (text: string): Date => new Date(`${text.replace(' ', 'T')}Z`);
const toDay = (text: string): Date => new Date(`${text}T00:00:00Z`);
const eachOf =
  (parse: Parser): Parser =>
  (text) =>
    [parseTextArray(text)].flat().map((element) => (element === null ? null : parse(String(element))));

const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [builtins.INT8, BigInt],
  [INT8_ARRAY, eachOf(BigInt)],
  [builtins.TIMESTAMPTZ, toInstant],
  [builtins.TIMESTAMP, toInstantWithoutZone],
  [TIMESTAMP_ARRAY, eachOf(toInstantWithoutZone)],
  [builtins.DATE, toDay],
  [DATE_ARRAY, eachOf(toDay)],
  // Numbers of any length stay text, which loses no digit.
  [NUMERIC_ARRAY, eachOf(String)],
]);

/**
 * How values of the columns reach the code: `bigint` for `int8`, `Date` for instants and for days (at midnight UTC), text for
 * `numeric`, parsed JSON, `Buffer` for `bytea`; everything else as the driver reads it.
 */
export const COLUMN_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS.get(id)) ?? getTypeParser(id, format),
};
