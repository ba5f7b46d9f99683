import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../runtime/executor/caller.ts';
import { createOperationRate } from './operation-rate.ts';

const from = (ip: string | null) => ({ ip, userAgent: null });
const person = (viewerId: string) => ({ ...ANONYMOUS, viewerId });

test.each([
  ['visitors of one network of IPv6', from('2001:db8::1'), from('2001:db8::2'), true],
  ['visitors of two networks', from('2001:db8::1'), from('2001:db8:0:1::1'), false],
  ['an IPv4 address in both ways of writing it', from('192.0.2.1'), from('::ffff:192.0.2.1'), true],
  ['visitors of two addresses', from('192.0.2.1'), from('192.0.2.2'), false],
  ['visitors whose address is not known', from(null), undefined, false],
])('%s: counted together?', async (_, one, other, together) => {
  const rate = createOperationRate(1);
  expect(await rate(ANONYMOUS, one)).toBeNull();
  const second = await rate(ANONYMOUS, other);
  expect(second?.extensions['code'] ?? null).toBe(together ? 'RATE_LIMITED' : null);
});

test('a person is counted wherever they are, and apart from visitors', async () => {
  const rate = createOperationRate(1);
  expect(await rate(person('usr_1'), from('192.0.2.1'))).toBeNull();
  expect(await rate(ANONYMOUS, from('192.0.2.1'))).toBeNull();
  expect((await rate(person('usr_1'), from('192.0.2.2')))?.extensions['code']).toBe('RATE_LIMITED');
});
