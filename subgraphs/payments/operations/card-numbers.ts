const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
const HEX = 16;

/** Digits in groups, between which stand at most two spaces or dashes; `+` is a space in addresses. */
const GROUPS = /\d+(?:[\s+\p{Pd}]{1,2}\d+)*/gu;

/** UUIDs, which ids of this system and keys of clients are made of: runs of their digits mean nothing. */
const UUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;

/** A text that is a UUID without its dashes. */
const PLAIN_UUID = /^[0-9a-f]{32}$/i;

/** Whether digits end in the check digit of ISO/IEC 7812, by the algorithm of Luhn. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** Instants in milliseconds have 13 digits of which the first is 1; no card with 13 digits begins so. */
const isInstant = (digits: string): boolean => digits.length === MIN_DIGITS && digits.startsWith('1');

/** Whether neighbouring groups of digits make up a card number. */
function groupsHoldCard(groups: readonly string[]): boolean {
  return groups.some((_, from) =>
    groups.slice(from).some((__, count) => {
      const digits = groups.slice(from, from + count + 1).join('');
      const isLongEnough = digits.length >= MIN_DIGITS && digits.length <= MAX_DIGITS;
      return isLongEnough && !isInstant(digits) && passesLuhn(digits);
    }),
  );
}

/**
 * Whether a text holds what may be a card number: 13 to 19 digits, also of other scripts, with spaces
 * and dashes, and as addresses are written.
 */
export function holdsCardNumber(text: string): boolean {
  if (PLAIN_UUID.test(text)) return false;
  const plain = text
    .replaceAll(UUID, 'UUID')
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, HEX)))
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\p{Nd}/gu, (digit) => String(digitOf(digit)));
  return [...plain.matchAll(GROUPS)].some(([groups]) => groupsHoldCard(groups.split(/\D+/)));
}

/** Decimal digits of a script stand in a row of ten. */
function digitOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero -= 1;
  return code - zero;
}

/** Where in a value, or below it, a text holds a card number: names from the outermost on. Null: nowhere. */
export function findCardNumber(value: unknown, path: readonly string[] = []): readonly string[] | null {
  if (typeof value === 'string') return holdsCardNumber(value) ? path : null;
  if (typeof value !== 'object' || value === null || value instanceof Date) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = findCardNumber(inner, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}
