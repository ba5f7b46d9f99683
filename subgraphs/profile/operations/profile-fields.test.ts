import { expect, test } from '@jest/globals';
import { changesOf, profileChangeInput } from './profile-fields.ts';

const changes = (input: unknown) => changesOf(profileChangeInput.parse(input));

test('what is not given is not changed, and null clears where there is something to clear', () => {
  expect(changes({})).toEqual({});
  expect(changes({ nickname: null, displayName: null })).toEqual({});
  expect(changes({ bio: null, gender: null, interests: null, location: null })).toEqual({
    bio: null,
    gender: null,
    interests: [],
    city: null,
    country: null,
  });
});

test('text is trimmed and composed, and blank text is none', () => {
  expect(changes({ displayName: ' Zoe\u0308 ', bio: '  ', location: { city: ' Bern ' } })).toEqual({
    displayName: 'Zoë',
    bio: null,
    city: 'Bern',
    country: null,
  });
});

test.each([
  ['displayName', '\u200b\u200b'],
  ['displayName', '\u3164'],
  ['displayName', '\u202eevil'],
  ['displayName', 'a\nb'],
  ['displayName', 'a\u2028b'],
  ['displayName', `a${'\u0301'.repeat(79)}`],
  ['displayName', '😀'.repeat(81)],
  ['bio', '😀'.repeat(501)],
])('%s may not be %j', (field, value) => {
  expect(profileChangeInput.safeParse({ [field]: value }).success).toBe(false);
});

test.each([{ interests: ['a\u2060b'] }, { interests: ['\u2800'] }, { location: { city: 'Bern\nBasel' } }])(
  'no line of a profile holds what nobody sees: %j',
  (input) => {
    expect(profileChangeInput.safeParse(input).success).toBe(false);
  },
);

test('text is measured in code points, and a bio keeps its lines', () => {
  const [displayName, bio] = ['😀'.repeat(80), `${'😀\n'.repeat(247)}👨‍👩‍👧`];
  expect(changes({ displayName, bio })).toEqual({ displayName, bio });
});

test('a nickname comes in all its forms', () => {
  expect(changes({ nickname: 'Ada1' })).toEqual({ nickname: 'Ada1', nicknameFolded: 'ada1', nicknameKey: 'adal' });
});

test('of interests that differ in case only, the first stays', () => {
  expect(changes({ interests: ['Tea', 'chess', 'TEA', 'go'] })).toEqual({ interests: ['Tea', 'chess', 'go'] });
});

test.each(['CH', 'gb', 'US', 'TW'])('%s is a country', (country) => {
  expect(changes({ location: { country } })).toMatchObject({ country: country.toUpperCase() });
});

test.each(['ZZ', 'XX', 'UK', 'SU', 'EU', 'C', 'CHE', '12', 'Ç1'])('%s is none', (country) => {
  expect(profileChangeInput.safeParse({ location: { country } }).success).toBe(false);
});
