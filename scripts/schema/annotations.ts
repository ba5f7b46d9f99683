import type { ApiChange } from './changes.ts';
import type { BrokenDocument } from './documents.ts';
import type { Annotation } from './outcome.ts';

/** A workflow command, one line: `::error file=a.graphql,line=3,title=…::message`. */
export function annotationLine({ level, title, message, location }: Annotation): string {
  const where = location === null ? [] : [`file=${property(location.file)}`, `line=${location.line}`];
  return `::${level} ${[...where, `title=${property(title)}`].join(',')}::${data(message)}`;
}

/** A change of the contract; what is breaking fails the check. */
export function changeAnnotation({ level, coordinate, message, locations: [location] }: ApiChange): Annotation {
  const levels = { breaking: 'error', dangerous: 'warning', safe: 'notice' } as const;
  return {
    level: levels[level],
    title: `${level}: ${coordinate}`,
    message,
    location: location?.at === 'now' ? location : null,
  };
}

/** A document of a client that no longer holds. */
export const documentAnnotation = ({ file, line, operation, message, at }: BrokenDocument): Annotation => ({
  level: 'error',
  title: `${operation ?? 'document'} is broken`,
  message,
  location: at === 'now' ? { file, line } : null,
});

// https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the escapes are those of @actions/core.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
