import { ownField } from '../../graphql/records.ts';
import { arePlain, invalid, nothing } from './field-values.ts';
import { leafText } from './leaf-values.ts';
import type { OutputFormat } from './output-format.ts';

/** Builds the output as JSON in one pass. Reports only whether there are invalid values, not where. */
export const jsonFormat: OutputFormat<string> = {
  object(fields) {
    const isPlain = arePlain(fields);
    const heads = fields.map(({ key }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    if (fields.length === 0) return () => '{}';
    return (object, shaping) => {
      let text = '';
      for (let at = 0; at < fields.length; at++) {
        const field = fields[at];
        if (field === undefined) break;
        const { dataKey } = field;
        const completed = field.complete(isPlain ? object[dataKey] : ownField(object, dataKey), shaping);
        if (completed === undefined) return null;
        text += heads[at] + (completed ?? 'null');
      }
      return `${text}}`;
    };
  },
  list: (complete) => (value, shaping) => {
    if (value === null || value === undefined) return nothing(value, shaping);
    if (!Array.isArray(value)) return invalid(shaping);
    let text = '[';
    for (let at = 0; at < value.length; at++) {
      const item = complete(value[at], shaping);
      if (item === undefined) return null;
      text += at === 0 ? (item ?? 'null') : `,${item ?? 'null'}`;
    }
    return `${text}]`;
  },
  leaf(type) {
    const textOf = leafText(type);
    return (value, shaping) => {
      if (value === null || value === undefined) return nothing(value, shaping);
      return textOf(value) ?? invalid(shaping);
    };
  },
  json: (value) => JSON.stringify(value),
};
