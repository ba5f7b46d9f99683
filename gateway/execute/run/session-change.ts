import type { ExecutionResult } from 'graphql';
import { isRecord } from '../../graphql/records.ts';

/** A session that was opened, by its access token; or, by null, that the one of who asked has ended. */
export interface SessionChange {
  readonly accessToken: string | null;
}

/** What an answer says of the session of who asked; undefined when it says nothing, or nothing that can be read. */
export function readSessionChange({ extensions }: ExecutionResult): SessionChange | undefined {
  const session: unknown = extensions?.['session'];
  if (!isRecord(session)) return undefined;
  const { accessToken } = session;
  return typeof accessToken === 'string' || accessToken === null ? { accessToken } : undefined;
}
