import { type GraphQLNamedType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import type { FieldRule } from '../../gateway/supergraph/cost-rules.ts';
import type { ContractChange } from './contract-change.ts';
import { coordinateOf } from './coordinates.ts';
import type { PublicContract } from './public-schema.ts';

/**
 * What `@cost` and `@listSize` changed for clients. What costs more is dangerous, as an operation near the limit is then
 * refused; a slicing argument that must be given from now on is breaking; what costs less is safe.
 */
export function costChanges(base: PublicContract, now: PublicContract): readonly ContractChange[] {
  return [
    ...typeWeights(base, now),
    ...Object.values(now.schema.getTypeMap()).flatMap((type) => memberCosts(type, base, now)),
  ];
}

function memberCosts(type: GraphQLNamedType, base: PublicContract, now: PublicContract): readonly ContractChange[] {
  const formerly = base.schema.getType(type.name);
  if (formerly === undefined || type.name.startsWith('__')) return [];
  if (isInputObjectType(type)) {
    return Object.keys(type.getFields()).flatMap((name) =>
      isInputObjectType(formerly) && name in formerly.getFields()
        ? weightChange(`${type.name}.${name}`, base.costs.input(formerly, name) ?? 0, now.costs.input(type, name) ?? 0)
        : [],
    );
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.keys(type.getFields()).flatMap((name) => {
    const [before, after] = [base.costs.field(formerly, name), now.costs.field(type, name)];
    return before === null || after === null ? [] : fieldChanges(`${type.name}.${name}`, [before, after], base, now);
  });
}

function fieldChanges(
  coordinate: string,
  [before, after]: readonly [FieldRule, FieldRule],
  base: PublicContract,
  now: PublicContract,
): readonly ContractChange[] {
  const [type = '', field = ''] = coordinate.split('.');
  const argumentChanges = after.arguments.flatMap(({ definition: { name }, weight }) => {
    const argument = before.arguments.find(({ definition }) => definition.name === name);
    return argument === undefined ? [] : weightChange(coordinateOf([type, field, name]), argument.weight, weight);
  });
  // A weight that only its type gives is said of the type.
  const hasOwn = [base, now].some(({ declaredCosts }) => declaredCosts.weights.has(coordinate));
  return [
    ...(hasOwn ? weightChange(coordinate, before.weight, after.weight) : []),
    ...sizeChanges(coordinate, before, after),
    ...argumentChanges,
  ];
}

function typeWeights(base: PublicContract, now: PublicContract): readonly ContractChange[] {
  const [before, after] = [base.declaredCosts.weights, now.declaredCosts.weights];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => base.schema.getType(name) !== undefined && now.schema.getType(name) !== undefined)
    .flatMap((name) => {
      const unset = isObjectType(now.schema.getType(name)) ? 1 : 0;
      return weightChange(name, before.get(name) ?? unset, after.get(name) ?? unset);
    });
}

function weightChange(coordinate: string, before: number, after: number): readonly ContractChange[] {
  if (before === after) return [];
  const message = `costs ${after} instead of ${before}`;
  return after > before
    ? [{ level: 'dangerous', coordinate, message: `${message}: operations near the cost limit are refused` }]
    : [{ level: 'safe', coordinate, message }];
}

function sizeChanges(coordinate: string, { size: before }: FieldRule, after: FieldRule): readonly ContractChange[] {
  const { size } = after;
  const isRequired = size.requireOneSlicingArgument;
  const slicing = size.slicingArguments.join(', ');
  const lost = before.slicingArguments.filter((name) => !size.slicingArguments.includes(name));
  const [assumed, wasAssumed] = [size.assumedSize ?? 1, before.assumedSize ?? 1];
  const changes: ContractChange[] = [];
  if (isRequired && !before.requireOneSlicingArgument)
    changes.push({ level: 'breaking', coordinate, message: `needs exactly one of ${slicing} from now on` });
  else if (!isRequired && before.requireOneSlicingArgument)
    changes.push({ level: 'safe', coordinate, message: 'needs no slicing argument any more' });
  else if (isRequired && lost.length > 0)
    changes.push({
      level: 'breaking',
      coordinate,
      message: `${lost.join(', ')} no longer counts as a slicing argument`,
    });
  else if (size.slicingArguments.join() !== before.slicingArguments.join())
    changes.push({ level: 'dangerous', coordinate, message: `its size is said by ${slicing || 'no argument'}` });
  if (size.sizedFields.join() !== before.sizedFields.join())
    changes.push({
      level: 'dangerous',
      coordinate,
      message: `its size is that of ${size.sizedFields.join(', ') || 'itself'}`,
    });
  if (assumed !== wasAssumed) {
    const message = `counts as ${assumed} items instead of ${wasAssumed}`;
    changes.push({ level: assumed > wasAssumed ? 'dangerous' : 'safe', coordinate, message });
  }
  return changes;
}
