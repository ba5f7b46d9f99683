import { describe, expect, test } from '@jest/globals';
import { acceptedBy } from './accept.ts';

const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';
const EVENTS = 'text/event-stream';
const PARTS = 'multipart/mixed';
const ASKED_PARTS = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0';

describe('what is complete at once', () => {
  test.each([
    [undefined, JSON_TYPE],
    ['', JSON_TYPE],
    [' , ', JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    [JSON_TYPE, JSON_TYPE],
    [`${JSON_TYPE}, ${EVENTS};q=0`, JSON_TYPE],
    [`${GRAPHQL_TYPE}, application/graphql+json, ${JSON_TYPE}, ${EVENTS}, ${PARTS}`, GRAPHQL_TYPE],
    [`${JSON_TYPE}, ${GRAPHQL_TYPE}`, JSON_TYPE],
    [`${JSON_TYPE};q=0.5, ${GRAPHQL_TYPE};q=0.6`, GRAPHQL_TYPE],
    [`${GRAPHQL_TYPE};Q=0.8, ${JSON_TYPE}`, JSON_TYPE],
    [`${JSON_TYPE};q=0, */*`, GRAPHQL_TYPE],
    [`*/*;q=0.1, ${GRAPHQL_TYPE};q=0.2`, GRAPHQL_TYPE],
    [`application/*;q=0.9, ${JSON_TYPE};q=0.1`, GRAPHQL_TYPE],
    [`${EVENTS}, */*`, JSON_TYPE],
    [`${JSON_TYPE};charset="UTF-8"`, JSON_TYPE],
    [`text/x;a="1, ${GRAPHQL_TYPE}", ${JSON_TYPE}`, JSON_TYPE],
    [`${JSON_TYPE};q=much`, JSON_TYPE],
    [`${JSON_TYPE};q=0.0`, null],
    [`${JSON_TYPE};charset=latin1`, null],
    [`${JSON_TYPE};version=2`, null],
    ['*/*;q=0', null],
    ['text/html', null],
    ['image/*', null],
    ['json', JSON_TYPE],
  ])('%j: %s', (header, type) => {
    expect(acceptedBy(header).single).toBe(type);
  });
});

describe('what comes in pieces', () => {
  test.each([
    [undefined, null],
    ['*/*', null],
    [JSON_TYPE, null],
    [EVENTS, EVENTS],
    ['Text/Event-Stream; charset=utf-8', EVENTS],
    ['text/*', EVENTS],
    [`${JSON_TYPE}, ${EVENTS};q=0`, null],
    [`text/*, ${EVENTS};q=0`, null],
    [`${JSON_TYPE}, ${EVENTS};q=0.1`, EVENTS],
    [PARTS, null],
    ['multipart/*', null],
    ['multipart/mixed;deferSpec=20220824', null],
    ['multipart/mixed;subscriptionSpec=2.0', null],
    [ASKED_PARTS, PARTS],
    ['multipart/mixed; subscriptionSpec="1.0"', PARTS],
    [`${ASKED_PARTS};q=0`, null],
    [`${ASKED_PARTS}, ${EVENTS}`, PARTS],
    [`${ASKED_PARTS};q=0.5, ${EVENTS}`, EVENTS],
    [`${EVENTS}, ${ASKED_PARTS}`, EVENTS],
    [`${GRAPHQL_TYPE}, ${JSON_TYPE}, ${EVENTS}, ${PARTS}`, EVENTS],
  ])('%j: %s', (header, type) => {
    expect(acceptedBy(header).stream).toBe(type);
  });
});
