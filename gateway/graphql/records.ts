import { isRawNumber } from '../../runtime/text/json-numbers.ts';

/** Whether a value from outside is an object with fields. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);

/**
 * A field of the object itself; undefined when it has none. Clients may call theirs `constructor` or `__proto__`: what
 * plain objects inherit is functions but for the latter, and no answer holds a function.
 */
export function ownField(object: Readonly<Record<string, unknown>>, key: string): unknown {
  if (key === '__proto__') return Object.hasOwn(object, key) ? object[key] : undefined;
  const value = object[key];
  return typeof value === 'function' ? undefined : value;
}

/** Sets a field of the object itself, whatever it is called. */
export function putField(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}
