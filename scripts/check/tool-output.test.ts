import { expect, test } from '@jest/globals';
import { lintFindings, staleFindings, typeFindings } from './tool-output.ts';

test('every error of the compiler becomes a finding, its elaboration does not', () => {
  const output = `runtime/a.ts(22,50): error TS2769: No overload matches this call.
  The last overload gave the following error.
web/b.tsx(1,2): error TS1: Other (1,2): words.
`;

  expect(typeFindings(output)).toEqual([
    { file: 'runtime/a.ts', line: 22, rule: 'types', message: 'TS2769 No overload matches this call.' },
    { file: 'web/b.tsx', line: 1, rule: 'types', message: 'TS1 Other (1,2): words.' },
  ]);
});

test('errors and warnings of the linter become findings with paths from the root, notices do not', () => {
  const output = `
::error title=lint/style/x,file=/root/a.ts,line=2,endLine=2,col=16,endColumn=18::Using ==: unsafe.
::warning title=format,file=b.ts,line=1,endLine=1,col=2,endColumn=2::File content differs
::notice title=info,file=c.ts,line=1,endLine=1,col=2,endColumn=2::Deprecated
ci ━━━━━━━━━━━━━
`;

  expect(lintFindings(output, '/root')).toEqual([
    { file: 'a.ts', line: 2, rule: 'lint/style/x', message: 'Using ==: unsafe.' },
    { file: 'b.ts', line: 1, rule: 'format', message: 'File content differs' },
  ]);
});

test('every stale file the generator names becomes a finding', () => {
  const output = 'docker-compose.yml is out of date: run npm run generate\nsomething else\n';

  expect(staleFindings(output)).toEqual([
    { file: 'docker-compose.yml', line: 1, rule: 'generated', message: 'out of date: run npm run generate' },
  ]);
});
