import { createHash } from 'node:crypto';
import type { ImportKind } from './import-kinds.ts';

/** What an id is derived from. */
export interface OldKey {
  /** Name of the system that the data comes from. */
  readonly source: string;
  readonly kind: ImportKind;
  /** The id there, as text. */
  readonly oldId: string;
}

/** Bytes of the time in a UUIDv7. */
const TIME_BYTES = 6;
const MAX_TIME = 2 ** (8 * TIME_BYTES) - 1;

const INTEGER = /^(?:0|[1-9]\d{0,14})$/;
const OBJECT_ID = /^[0-9a-f]{24}$/i;
const UUID_V7 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i;

/**
 * The id here of a row of an older system, in the form of `newId`. The same key always gives the same id, so references need no
 * table and a second import finds what the first one stored. Its time is `at`; without it the order of old ids that carry one is
 * kept: integers, ObjectIds of MongoDB and UUIDs of version 7.
 */
export function deriveId(prefix: string, key: OldKey, at: Date | null = null): string {
  const bytes = digestOf(key).subarray(0, 16);
  bytes.writeUIntBE(at === null ? orderOf(key.oldId) : Math.min(Math.max(at.getTime(), 0), MAX_TIME), 0, TIME_BYTES);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${prefix}_${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

// As JSON, so that no two keys give one text.
const digestOf = ({ source, kind, oldId }: OldKey): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([source, kind, oldId]))
    .digest();

/** Old ids in order give numbers in order; 0 for those without one. */
function orderOf(oldId: string): number {
  if (INTEGER.test(oldId)) return Math.min(Number(oldId), MAX_TIME);
  if (OBJECT_ID.test(oldId)) return Number.parseInt(oldId.slice(0, 8), 16) * 1_000;
  return UUID_V7.test(oldId) ? Number.parseInt(oldId.replaceAll('-', '').slice(0, 12), 16) : 0;
}
