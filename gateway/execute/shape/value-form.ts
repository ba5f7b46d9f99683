import { ownField, putField } from '../own-field.ts';
import { arePlain, invalid } from './field-values.ts';
import type { Form } from './form.ts';
import { leafCheck } from './leaf-values.ts';

/** The answer as values. */
export const valueForm: Form<unknown> = {
  object(fields) {
    const isPlain = arePlain(fields);
    return (object, shaping) => {
      const shaped: Record<string, unknown> = {};
      for (let at = 0; at < fields.length; at++) {
        const field = fields[at];
        if (field === undefined) break;
        const { key, dataKey } = field;
        const given = isPlain ? object[dataKey] : ownField(object, dataKey);
        shaping.tracing?.path.push(key);
        const value = field.complete(given, shaping);
        shaping.tracing?.path.pop();
        if (value === undefined) return null;
        if (isPlain) shaped[key] = value;
        else putField(shaped, key, value);
      }
      return shaped;
    };
  },
  list: (complete) => (value, shaping) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return invalid(shaping);
    const shaped: unknown[] = [];
    for (let at = 0; at < value.length; at++) {
      shaping.tracing?.path.push(at);
      const item = complete(value[at], shaping);
      shaping.tracing?.path.pop();
      if (item === undefined) return null;
      shaped.push(item);
    }
    return shaped;
  },
  leaf(type) {
    const isValid = leafCheck(type);
    return (value, shaping) => {
      if (value === null || value === undefined) return null;
      return isValid(value) ? value : invalid(shaping);
    };
  },
  json: (value) => value,
};
