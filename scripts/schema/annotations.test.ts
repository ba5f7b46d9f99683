import { expect, test } from '@jest/globals';
import { annotationLine } from './annotations.ts';

test('a text cannot end its line or begin another command', () => {
  expect(
    annotationLine({
      level: 'error',
      title: 'a: b,c',
      message: '50 %\n::error::x',
      location: { file: 'a,b.graphql', line: 3 },
    }),
  ).toBe('::error file=a%2Cb.graphql,line=3,title=a%3A b%2Cc::50 %25%0A::error::x');
});

test('what stands in the base alone has no location', () => {
  expect(annotationLine({ level: 'notice', title: 't', message: 'm', location: null })).toBe('::notice title=t::m');
});
