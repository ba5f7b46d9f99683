import { isRawNumber } from '../../runtime/text/json-numbers.ts';

/** Whether an untrusted value is an object, neither array nor raw number. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);

/**
 * An own property of an object; undefined when there is none. Clients may name a field `constructor` or `__proto__`: except
 * for the latter, plain objects inherit only functions, and data contains no functions.
 */
export function ownField(object: Readonly<Record<string, unknown>>, key: string): unknown {
  if (key === '__proto__') return Object.hasOwn(object, key) ? object[key] : undefined;
  const value = object[key];
  return typeof value === 'function' ? undefined : value;
}

/** Sets an own property of any name, including `__proto__`. */
export function putField(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}
