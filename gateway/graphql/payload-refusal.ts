import { isRecord, ownField } from './records.ts';

/** The first of the typed refusals in the payload of a mutation; null when it was not refused. */
export function payloadRefusal(payload: unknown): Readonly<Record<string, unknown>> | null {
  const errors = isRecord(payload) ? ownField(payload, 'errors') : null;
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isRecord(first) && '__typename' in first ? first : null;
}
