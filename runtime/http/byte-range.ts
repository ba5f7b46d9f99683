/** Bytes of a representation, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const UNIT = /^\s*bytes\s*=\s*(.*)$/i;
const RANGE = /^(\d*)\s*-\s*(\d*)$/;
/** No representation is longer; more digits would be rounded. */
const MAX_DIGITS = 15;

/**
 * The one range that a `Range` header asks for (RFC 9110, section 14.1.2). Null: send everything, as the header is absent,
 * cannot be read, or has several ranges, which a server may ignore. `unsatisfiable`: no byte of it exists.
 */
export function parseByteRange(header: string | null, byteSize: number): ByteRange | 'unsatisfiable' | null {
  const [, begin, end] = RANGE.exec(UNIT.exec(header ?? '')?.[1]?.trim() ?? '') ?? [];
  if (begin === undefined || end === undefined || Math.max(begin.length, end.length) > MAX_DIGITS) return null;
  if (begin === '') {
    if (end === '') return null;
    const length = Math.min(Number(end), byteSize);
    return length === 0 ? 'unsatisfiable' : { first: byteSize - length, last: byteSize - 1 };
  }
  const first = Number(begin);
  if (end !== '' && Number(end) < first) return null;
  if (first >= byteSize) return 'unsatisfiable';
  return { first, last: end === '' ? byteSize - 1 : Math.min(Number(end), byteSize - 1) };
}
