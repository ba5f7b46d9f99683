import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { payloadRefusal } from '../../graphql/payload-refusal.ts';
import { CLOSE } from '../websocket/close-codes.ts';

/** Why an operation of a socket came to nothing. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  /** Name of the refusal, such as `NotFound`, or code of the fault. */
  readonly reason: string;
  /** Where in the input the refusal lies; empty for a fault. */
  readonly path: readonly string[];

  constructor(reason: string, message: string, path: readonly string[] = []) {
    super(message);
    this.reason = reason;
    this.path = path;
  }
}

/** The error for a frame that is not as documented. */
export const badFrame = (message: string): OperationError => new OperationError('BAD_USER_INPUT', message);

/** An error of the closed list as an error of a socket. */
export function faultOf({ message, extensions }: GraphQLError | GraphQLFormattedError): OperationError {
  const code = extensions?.['code'];
  return new OperationError(typeof code === 'string' ? code : 'INTERNAL', message);
}

/** The refusal in the payload of a mutation; null when it was not refused. */
export function refusalIn(payload: unknown): OperationError | null {
  const refusal = payloadRefusal(payload);
  if (refusal === null) return null;
  const { __typename: reason, message, path } = refusal;
  return new OperationError(String(reason), String(message), Array.isArray(path) ? path.map(String) : []);
}

const CLOSE_CODES: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: CLOSE.unauthorized,
  FORBIDDEN: CLOSE.notFound,
  NOT_FOUND: CLOSE.notFound,
  NotFound: CLOSE.notFound,
  InvalidInput: CLOSE.notFound,
  RoomNameTaken: CLOSE.notFound,
  BAD_USER_INPUT: CLOSE.invalidMessage,
  LIMIT_EXCEEDED: CLOSE.tooManyMessages,
  RATE_LIMITED: CLOSE.tooManyMessages,
  UNAVAILABLE: CLOSE.tryAgainLater,
  SUBGRAPH_UNAVAILABLE: CLOSE.tryAgainLater,
};

/** The code of a socket that cannot go on for this reason. */
export const closeCodeOf = ({ reason }: OperationError): number => CLOSE_CODES[reason] ?? CLOSE.internalError;
