import { relative, sep } from 'node:path';
import type { Finding } from './tree.ts';

/** `file(line,column): error TS1234: message`; indented lines elaborate and are left out. */
export const typeFindings = (output: string): readonly Finding[] =>
  [...output.matchAll(/^(\S.*?)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].map(([, file = '', line, code, message]) => ({
    file,
    line: Number(line),
    rule: 'types',
    message: `${code} ${message}`,
  }));

/** GitHub's workflow commands: `::error title=rule,file=path,line=1,…::message`. */
export const lintFindings = (output: string, root: string): readonly Finding[] =>
  [...output.matchAll(/^::(?:error|warning) title=([^,]*),file=([^,]*),line=(\d+)[^:]*::(.*)$/gm)].map(
    ([, rule = 'lint', file = '', line, message = '']) => ({
      file: (file.startsWith(root) ? relative(root, file) : file).split(sep).join('/'),
      line: Number(line),
      rule,
      message: message.replaceAll('%0A', ' '),
    }),
  );

/** The generator's own words: `file is out of date: what to do`. */
export const staleFindings = (output: string): readonly Finding[] =>
  [...output.matchAll(/^(\S+) is (out of date: .*)$/gm)].map(([, file = '', message = '']) => ({
    file,
    line: 1,
    rule: 'generated',
    message,
  }));
