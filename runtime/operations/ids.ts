import { randomBytes } from 'node:crypto';

/**
 * Creates an id such as `msg_0197…`: a UUIDv7 (RFC 9562, section 5.7) after a prefix for its kind. Ids sort by the
 * millisecond in which they were created. Prefixes are declared in each domain's `index.ts`.
 */
export function newId(prefix: string, now: Date): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${prefix}_${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const PATTERN = /^[a-z]{2,5}_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `text` has the form of an id with this prefix; says nothing of whether it exists. */
export const isId = (prefix: string, text: string): boolean => text.startsWith(`${prefix}_`) && PATTERN.test(text);
