import { expect, test } from '@jest/globals';
import { preambleBlock, withPreamble } from './contract-preamble.ts';

const PREAMBLE = 'scalar Date\n';
const OWN = '\ntype Query { a: Int }\n';

test('a contract without a preamble gets it above all it says', () => {
  expect(withPreamble(OWN, PREAMBLE)).toBe(`${preambleBlock(PREAMBLE)}${OWN}`);
});

test('another preamble is replaced, and what follows it stays word for word', () => {
  const contract = `${preambleBlock('scalar Time\nscalar URL\n')}\n\n${OWN}`;

  expect(withPreamble(contract, PREAMBLE)).toBe(`${preambleBlock(PREAMBLE)}\n\n${OWN}`);
});

test('a current contract stays as it is', () => {
  const contract = withPreamble(OWN, PREAMBLE);

  expect(withPreamble(contract, PREAMBLE)).toBe(contract);
});

test('a preamble without its end is refused, so that nothing of the domain is lost', () => {
  const contract = withPreamble(OWN, PREAMBLE).replace('# END OF PREAMBLE', '#');

  expect(() => withPreamble(contract, PREAMBLE)).toThrow(/lost the line "# END OF PREAMBLE"/);
});
