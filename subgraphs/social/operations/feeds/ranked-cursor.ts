import { z } from 'zod';
import { fault } from '../../../../runtime/executor/faults.ts';
import { createCursor } from '../../../../runtime/operations/cursor.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';

/** Where a feed in order of score continues: in a window of numbers, of which some have been shown. */
export interface RankedPosition {
  /** The newest number when the first page was read: what came later is not of these pages. */
  readonly ceiling: number;
  /** The time for which all pages are scored, in milliseconds. */
  readonly asOf: number;
  /** The highest number of the window. */
  readonly top: number;
  /** The lowest number of the window; the next window is below it. */
  readonly floor: number;
  /** Numbers of the window that were shown, ascending. */
  readonly shown: readonly number[];
}

/** Maximum number of items that a window may show. */
export const MAX_SHOWN = 500;
const RADIX = 36;
const SHOWN = z
  .string()
  .max(MAX_SHOWN * 8)
  .regex(/^([0-9a-z]+(\.[0-9a-z]+)*)?$/);

const RANKED = createCursor<readonly [string, number, number, number, number, string]>([
  cursorPart.text,
  cursorPart.bigint,
  cursorPart.milliseconds,
  cursorPart.bigint,
  cursorPart.bigint,
  SHOWN,
]);

/** Steps from the floor, so that a cursor stays short. */
const encodeShown = (floor: number, shown: readonly number[]): string =>
  shown.map((number, at) => (number - (shown[at - 1] ?? floor)).toString(RADIX)).join('.');

function decodeShown(floor: number, text: string): readonly number[] {
  let number = floor;
  if (text === '') return [];
  return text.split('.').map((step) => {
    number += Number.parseInt(step, RADIX);
    return number;
  });
}

const refused = () => fault('BAD_USER_INPUT', 'The cursor is not of this list.');

/** `scope` names the feed and what it is restricted to, so that a cursor of another one is refused. */
export const encodeRanked = (scope: string, { ceiling, asOf, top, floor, shown }: RankedPosition): string =>
  RANKED.encode([scope, ceiling, asOf, top, floor, encodeShown(floor, shown)]);

/** @throws a fault `BAD_USER_INPUT` for what is not a cursor of this feed, or lists what no page can have shown. */
export function decodeRanked(scope: string, cursor: string, now: Date): RankedPosition {
  const [itsScope, ceiling = 0, asOf = 0, top = 0, floor = 0, text = ''] = RANKED.decode(cursor) ?? [];
  const shown = decodeShown(floor, text);
  const isOrdered = shown.every((number, at) => number <= top && (at === 0 || number > (shown[at - 1] ?? 0)));
  const isWithin = floor <= top && top <= ceiling && asOf <= now.getTime() && shown.length <= MAX_SHOWN;
  if (itsScope !== scope || !isOrdered || !isWithin || encodeShown(floor, shown) !== text) throw refused();
  return { ceiling, asOf, top, floor, shown };
}

/** The scope of a cursor of a feed in order of score, and the newest number of when it began; null for another cursor. */
export function rankedOrigin(cursor: string): readonly [scope: string, ceiling: number] | null {
  const parts = RANKED.decode(cursor);
  return parts === null ? null : [parts[0], parts[1]];
}
