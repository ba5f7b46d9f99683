import type { ExecutionResult } from 'graphql';
import { isRecord } from '../../graphql/records.ts';

/** A session that was opened, by its access token; null: the caller's session has ended. */
export interface SessionChange {
  readonly accessToken: string | null;
}

/** Reads the session change from a result's extensions; undefined when there is none or it is malformed. */
export function readSessionChange({ extensions }: ExecutionResult): SessionChange | undefined {
  const session: unknown = extensions?.['session'];
  if (!isRecord(session)) return undefined;
  const { accessToken } = session;
  return typeof accessToken === 'string' || accessToken === null ? { accessToken } : undefined;
}
