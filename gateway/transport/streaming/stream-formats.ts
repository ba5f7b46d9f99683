import type { GraphQLFormattedError } from 'graphql';
import type { StreamType } from '../http/accept.ts';
import type { StreamFormat } from './stream-response.ts';

const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;
const COMPLETE = event('complete', '');
const endWith = (error: GraphQLFormattedError): string => event('next', JSON.stringify({ errors: [error] })) + COMPLETE;

/** Distinct connections mode of https://github.com/enisdenjo/graphql-sse (PROTOCOL.md). */
const EVENTS: StreamFormat = {
  transport: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  next: (result) => event('next', JSON.stringify(result)),
  complete: COMPLETE,
  failed: endWith,
  // Without `complete` a client assumes that the connection is lost, and reconnects.
  interrupted: (error) => (error.extensions?.['retryable'] === true ? '' : endWith(error)),
};

const BOUNDARY = 'graphql';
const DELIMITER = `\r\n--${BOUNDARY}`;
const END = '--\r\n';

/** Includes the delimiter that follows: only then does a client know that the part is complete. */
const part = (body: object): string => `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}${DELIMITER}`;

/** https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol */
const PARTS: StreamFormat = {
  transport: 'multipart',
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec=1.0`,
  opening: DELIMITER,
  heartbeat: part({}),
  next: (payload) => part({ payload }),
  complete: END,
  failed: (error) => part({ payload: { errors: [error] } }) + END,
  interrupted: (error) => part({ payload: null, errors: [error] }) + END,
};

/** The format of each stream type. */
export const STREAM_FORMATS: Readonly<Record<StreamType, StreamFormat>> = {
  'text/event-stream': EVENTS,
  'multipart/mixed': PARTS,
};
