import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { YogaDriverConfig } from '@graphql-yoga/nestjs';
import 'reflect-metadata';
import { JejakDriver } from '../graphql/driver.js';

/** The limit of a start: Nest, fastify and the same GraphQL driver around one trivial resolver. */
@Resolver()
class BareResolver {
  @Query(() => String)
  ready(): string {
    return 'yes';
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<YogaDriverConfig<'fastify'>>({
      driver: JejakDriver,
      ...{ path: '/graphql', autoSchemaFile: true },
      ...{ graphiql: false, landingPage: false, logging: false },
      subscriptions: { 'graphql-ws': {} },
    }),
  ],
  providers: [BareResolver],
})
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), {
  logger: false,
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void app.close());
await app.listen(Number(process.env['PORT']), '127.0.0.1');
