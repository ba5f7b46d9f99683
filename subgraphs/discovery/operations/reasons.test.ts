import { expect, test } from '@jest/globals';
import { reasonsOf } from './reasons.ts';

test('reasons are the terms that give something, the largest first', () => {
  const reasons = reasonsOf({ shares: [10, 12, 0, 7, 5, 0], distanceKm: null, sharedInterests: ['Chess', 'Tea'] });
  expect(reasons).toEqual([
    { kind: 'INTERESTS', share: 12, text: 'You share interests: Chess, Tea.' },
    { kind: 'PREFERENCES', share: 10, text: 'Each of you suits what the other looks for.' },
    { kind: 'ACTIVITY', share: 7, text: 'Active this week.' },
    { kind: 'RESPONSES', share: 5, text: 'May answer your like.' },
  ]);
});

test('a distance is said by its bucket', () => {
  expect(reasonsOf({ shares: [0, 0, 12, 0, 0, 0], distanceKm: 10, sharedInterests: [] })).toEqual([
    { kind: 'DISTANCE', share: 12, text: 'At most 10 km away.' },
  ]);
});
