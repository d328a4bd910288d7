import {
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
} from 'graphql';
import type {
  GraphQLInputObjectType,
  GraphQLInputType,
  GraphQLLeafType,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { GraphQLError } from 'graphql';
import type { BadField } from './errors.js';

type Given = Readonly<Record<string, unknown>>;

const isGiven = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const REQUIRED = 'is required';

const leaf = (value: unknown, type: GraphQLLeafType, path: string): BadField[] => {
  if (typeof value === 'string' && !value.isWellFormed())
    return [{ path, message: 'is not well-formed Unicode text' }];
  try {
    if (type.parseValue(value) !== undefined) return [];
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions['code'] === 'BAD_INPUT')
      return [{ path, message: error.message }];
  }
  return [
    {
      path,
      message: isEnumType(type)
        ? `must be one of ${type
            .getValues()
            .map(({ name }) => name)
            .join(', ')}`
        : `is not a valid ${type.name}`,
    },
  ];
};

const object = (value: unknown, type: GraphQLInputObjectType, path: string): BadField[] => {
  if (!isGiven(value)) return [{ path, message: `must be an object, ${type.name}` }];
  const fields = type.getFields();
  const strange = Object.keys(value)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => ({
      path: /^\w{1,64}$/.test(name) ? `${path}.${name}` : path,
      message: `${type.name} has no such field`,
    }));
  const wrong = Object.values(fields).flatMap((field) =>
    value[field.name] === undefined && field.defaultValue !== undefined
      ? []
      : check(value[field.name], field.type, `${path}.${field.name}`),
  );
  return [...strange, ...wrong];
};

const check = (value: unknown, type: GraphQLInputType, path: string): BadField[] => {
  if (isNonNullType(type))
    return value === undefined || value === null
      ? [{ path, message: REQUIRED }]
      : check(value, type.ofType, path);
  if (value === undefined || value === null) return [];
  if (isListType(type))
    return Array.isArray(value)
      ? value.flatMap((item, index) => check(item, type.ofType, `${path}.${index}`))
      : check(value, type.ofType, path);
  return isInputObjectType(type) ? object(value, type, path) : leaf(value, type, path);
};

/**
 * What is wrong with the variables, all of it, named by path. The GraphQL library would say so
 * too, but its message repeats the whole value, and with it whatever is personal in it.
 */
export const badVariables = (
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Given,
): readonly BadField[] =>
  (operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    const value = variables[variable.name.value];
    if (!isInputType(type) || (value === undefined && defaultValue)) return [];
    return check(value, type, variable.name.value);
  });
