import { describe, expect, test } from '@jest/globals';
import { readErrors, readResult } from './read-result.ts';

const M = 'An error without a message.';
const read = (json: string) => readResult(JSON.parse(json));

test.each(['{"data":{"f":1}}', '{"data":{"f":1},"extensions":{"cost":1}}', '{"data":{"_entities":[null]}}'])(
  '%s is handed on as it is',
  (json) => {
    const value = JSON.parse(json);
    expect(readResult(value)).toEqual({ result: value, oddities: [] });
    expect(readResult(value)?.result).toBe(value);
  },
);

describe('what is no result:', () => {
  test.each([
    'null',
    '1',
    '"text"',
    '[]',
    '[{"data":{}}]',
    '{}',
    '{"data":[]}',
    '{"data":"text","errors":[]}',
    '{"errors":[]}',
    '{"errors":null}',
    '{"errors":[null]}',
    '{"errors":[{}]}',
    '{"errors":["not found"]}',
    '{"errors":{"name":["is too long"]}}',
    '{"errors":"text"}',
    '{"message":"text"}',
    '{"extensions":{}}',
  ])('%s', (json) => {
    expect(read(json)).toBeNull();
  });
});

describe('null where something is absent is nothing odd:', () => {
  test.each<[string, object]>([
    ['{"data":{"f":1},"errors":null}', { data: { f: 1 } }],
    ['{"data":{"f":1},"errors":[]}', { data: { f: 1 } }],
    ['{"data":{"f":1},"extensions":null}', { data: { f: 1 } }],
    ['{"data":{"f":1},"errors":null,"extensions":{"a":1}}', { data: { f: 1 }, extensions: { a: 1 } }],
    ['{"data":null}', { data: null }],
    ['{"data":null,"errors":null}', { data: null }],
    [
      '{"data":null,"errors":[{"message":"m","path":null,"locations":null,"extensions":null}]}',
      { data: null, errors: [{ message: 'm' }] },
    ],
    ['{"errors":[{"message":"m","path":[]}]}', { errors: [{ message: 'm' }] }],
    ['{"errors":[{"message":""}]}', { errors: [{ message: '' }] }],
  ])('%s', (json, result) => {
    expect(read(json)).toEqual({ result, oddities: [] });
  });
});

describe('what is odd takes nothing else with it:', () => {
  test.each<[string, object, string[]]>([
    ['{"data":[1],"errors":[{"message":"m"}]}', { errors: [{ message: 'm' }] }, ['data is not an object']],
    ['{"data":{"f":1},"extensions":[1]}', { data: { f: 1 } }, ['extensions is not an object']],
    ['{"data":{"f":1},"errors":false}', { data: { f: 1 } }, ['errors is not a list']],
    ['{"data":{"f":1},"errors":{}}', { data: { f: 1 } }, ['errors is not a list']],
    [
      '{"data":{"f":1},"errors":"m"}',
      { data: { f: 1 }, errors: [{ message: 'm' }] },
      ['errors is not a list', 'an error is not an object'],
    ],
    [
      '{"data":{"f":1},"errors":{"message":"m","path":["f"]}}',
      { data: { f: 1 }, errors: [{ message: 'm', path: ['f'] }] },
      ['errors is not a list'],
    ],
    [
      '{"data":{"f":1},"errors":{"0":{"message":"m"}}}',
      { data: { f: 1 }, errors: [{ message: 'm' }] },
      ['errors is not a list'],
    ],
    ['{"data":{"f":1},"errors":["m"]}', { data: { f: 1 }, errors: [{ message: 'm' }] }, ['an error is not an object']],
    ['{"data":{"f":1},"errors":[null]}', { data: { f: 1 }, errors: [{ message: M }] }, ['an error is not an object']],
    ['{"data":{"f":1},"errors":[[]]}', { data: { f: 1 }, errors: [{ message: M }] }, ['an error is not an object']],
    ['{"data":{"f":1},"errors":[{}]}', { data: { f: 1 }, errors: [{ message: M }] }, ['an error has no message']],
    [
      '{"data":{"f":1},"errors":[{"message":null}]}',
      { data: { f: 1 }, errors: [{ message: M }] },
      ['an error has no message'],
    ],
    [
      '{"errors":[{"message":7,"extensions":{"code":"FORBIDDEN"}}]}',
      { errors: [{ message: M, extensions: { code: 'FORBIDDEN' } }] },
      ['an error has no message'],
    ],
    ['{"errors":[{"message":"m","path":"a.b"}]}', { errors: [{ message: 'm' }] }, ['path of an error is not a list']],
    [
      '{"errors":[{"message":"m","path":{"0":"a"}}]}',
      { errors: [{ message: 'm' }] },
      ['path of an error is not a list'],
    ],
    ...['null', 'true', '-1', '1.5', '{}', '["a"]'].map((part): [string, object, string[]] => [
      `{"errors":[{"message":"m","path":["a",${part},"b"]}]}`,
      { errors: [{ message: 'm', path: ['a'] }] },
      ['path of an error has a part that is neither a key nor a position'],
    ]),
    [
      '{"errors":[{"message":"m","extensions":"x"}]}',
      { errors: [{ message: 'm' }] },
      ['extensions of an error is not an object'],
    ],
    [
      '{"errors":[{"message":"m","extensions":["x"],"locations":7}]}',
      { errors: [{ message: 'm' }] },
      ['extensions of an error is not an object'],
    ],
    [
      '{"data":{"f":null},"errors":[{"message":"one","path":["f"]},7,{"message":"two"}]}',
      { data: { f: null }, errors: [{ message: 'one', path: ['f'] }, { message: M }, { message: 'two' }] },
      ['an error is not an object'],
    ],
  ])('%s', (json, result, oddities) => {
    expect(read(json)).toEqual({ result, oddities });
  });
});

test('a refusal is read as a list of errors, whatever it is', () => {
  expect(readErrors([{ message: 'm', path: null }, 'n', null])).toEqual({
    errors: [{ message: 'm' }, { message: 'n' }, { message: M }],
    oddities: ['an error is not an object'],
  });
  expect(readErrors({ message: 'm' })).toEqual({ errors: [{ message: 'm' }], oddities: ['errors is not a list'] });
});
