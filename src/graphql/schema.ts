import type { YogaDriverConfig } from '@graphql-yoga/nestjs';
import type { GraphQLFactory } from '@nestjs/graphql';
import { type GraphQLSchema, isObjectType, lexicographicSortSchema } from 'graphql';
import type { GraphQLFieldResolver } from 'graphql';

type Method = GraphQLFieldResolver<unknown, unknown>;
/** By type and field; of a subscription, how it begins and what it then says. */
type Methods = Readonly<
  Record<string, Readonly<Record<string, Method | { subscribe: Method; resolve?: Method }>>>
>;

const answerBy = (schema: GraphQLSchema, methods: Methods): void => {
  for (const [name, ofType] of Object.entries(methods)) {
    const type = schema.getType(name);
    const fields = isObjectType(type) ? type.getFields() : {};
    for (const [key, method] of Object.entries(ofType)) {
      const field = fields[key];
      if (!field) throw new Error(`there is a method, but no field ${name}.${key}`);
      Object.assign(field, typeof method === 'function' ? { resolve: method } : method);
    }
  }
};

/**
 * The schema of our classes, answered by their methods. Nest's factory puts it into words, reads
 * them again, gives the methods to the copy it has made so, and then takes them from there: what
 * comes out is the same, but a start waits for it.
 */
export const buildSchema = async (
  factory: GraphQLFactory,
  options: YogaDriverConfig<'fastify'>,
): Promise<GraphQLSchema> => {
  const { autoSchemaFile = true, transformSchema, sortSchema } = options;
  const explorer = factory['resolversExplorerService'];
  const methods = explorer.explore() as unknown as Methods;
  const schema = await factory['gqlSchemaBuilder'].build(
    autoSchemaFile,
    options,
    explorer.getAllCtors(),
  );
  answerBy(schema, methods);
  const whole = transformSchema ? await transformSchema(schema) : schema;
  return sortSchema ? lexicographicSortSchema(whole) : whole;
};
