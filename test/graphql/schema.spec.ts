import { GraphQLFactory, GraphQLSchemaHost } from '@nestjs/graphql';
import { type GraphQLSchema, isObjectType, printSchema, validateSchema } from 'graphql';
import { serve } from './serve.js';
import type { Served } from './serve.js';

/** Which fields have a method of their own, and of which kind. */
const methodsIn = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).map(
        ({ name, resolve, subscribe }) => `${type.name}.${name} ${!!resolve} ${!!subscribe}`,
      ),
    );

/** We alone describe these. */
const OF_ROOTS = /^""".*"""\n(?=type (Query|Mutation|Subscription) )/gm;

describe('the schema', () => {
  let served: Served;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    served = await serve();
    ({ schema } = served.app.get(GraphQLSchemaHost, { strict: false }));
  });
  afterAll(() => served.app.close());

  it("is that of Nest's own factory, with a method wherever that one has put one", async () => {
    const factory = served.app.get(GraphQLFactory, { strict: false });
    const theirs = await factory.generateSchema({
      ...{ autoSchemaFile: true, sortSchema: true },
      buildSchemaOptions: { dateScalarMode: 'isoDate' },
    });
    expect(printSchema(schema).replace(OF_ROOTS, '')).toBe(printSchema(theirs));
    expect(methodsIn(schema)).toEqual(methodsIn(theirs));
  });

  it('is valid, though nobody looks before it is first used', () => {
    expect(validateSchema(schema)).toEqual([]);
  });
});
