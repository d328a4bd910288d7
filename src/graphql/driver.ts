import type { Server } from 'node:http';
import { AbstractYogaDriver } from '@graphql-yoga/nestjs';
import type { YogaDriverConfig, YogaDriverServerContext } from '@graphql-yoga/nestjs';
import { Injectable } from '@nestjs/common';
import { GqlSubscriptionService } from '@nestjs/graphql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { execute, subscribe } from 'graphql';
import type { ExecutionArgs, GraphQLSchema } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { createYoga } from 'graphql-yoga';
import { serveGraphiql } from './graphiql.js';
import { buildSchema } from './schema.js';
import { asList, incomingOf } from './web-socket.js';
import type { Connected } from './web-socket.js';

type Config = YogaDriverConfig<'fastify'>;
type ServerContext = YogaDriverServerContext<'fastify'>;

/** The largest request that is read, over HTTP or a web socket. */
export const LARGEST_REQUEST = 1_048_576;

const SILENT = {
  406: 'this service answers application/graphql-response+json or application/json',
} as const;

interface Executors {
  readonly execute: typeof execute;
  readonly subscribe: typeof subscribe;
}

const executorsIn = (args: ExecutionArgs): Executors => args.contextValue as Executors;

/**
 * Yoga on fastify. Beside the stock driver, GraphQL's path reads its own bodies, so that a request
 * that is no GraphQL at all is answered in the words of this API; web sockets get the same limits
 * and errors as HTTP.
 */
@Injectable()
export class JejakDriver extends AbstractYogaDriver<'fastify'> {
  private sockets?: GqlSubscriptionService;

  override generateSchema(options: Config): Promise<GraphQLSchema> {
    return buildSchema(this.graphQlFactory, options);
  }

  override async start(options: Config): Promise<void> {
    await super.start(options);
    if (!options.schema || !options.path) throw new Error('no schema was built');
    const hooks = typeof options.subscriptions === 'object' ? options.subscriptions : {};
    this.sockets = new GqlSubscriptionService(
      {
        schema: options.schema,
        path: options.path,
        execute: (args: ExecutionArgs) => executorsIn(args).execute(args),
        subscribe: (args: ExecutionArgs) => executorsIn(args).subscribe(args),
        'graphql-ws': {
          ...hooks['graphql-ws'],
          onSubscribe: (connected, _id, payload) =>
            this.operation(connected as unknown as Connected, payload),
        },
      },
      this.httpAdapterHost.httpAdapter.getHttpServer() as Server,
    );
    // The service has no option for it, and the library would read a hundred megabytes.
    this.sockets['wss'].options.maxPayload = LARGEST_REQUEST;
  }

  override async stop(): Promise<void> {
    await this.sockets?.stop();
  }

  protected override registerFastify(options: Config): void {
    const app = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
    const { path = '/graphql', schema, conditionalSchema: _none, ...rest } = options;
    const yoga = createYoga<ServerContext>({
      ...rest,
      schema,
      graphqlEndpoint: path,
      maxRequestBodySize: LARGEST_REQUEST,
    });
    this.yoga = yoga as unknown as typeof this.yoga;
    serveGraphiql(app, path);
    void app.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _body, read) => read(null));
      scope.all(path, (req, reply) => this.respond(req, reply));
      done();
    });
  }

  private async respond(req: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const response = await this.yoga.handleNodeRequestAndResponse(req, reply, { req, reply });
    for (const [key, value] of response.headers.entries()) void reply.header(key, value);
    void reply.status(response.status);
    if (response.status === 413) void reply.header('connection', 'close');
    if (response.body || response.status !== 406) return reply.send(response.body);
    const message = SILENT[406];
    const extensions = { code: 'BAD_INPUT', fields: [{ path: 'accept', message }] };
    return reply.type('application/json').send({ errors: [{ message, extensions }] });
  }

  /** The arguments for execution, or what is wrong. */
  private async operation(connected: Connected, params: SubscribePayload) {
    const enveloped = this.yoga.getEnveloped({ ...incomingOf(connected), params } as never);
    try {
      const document = enveloped.parse(params.query);
      const errors = enveloped.validate(enveloped.schema, document);
      if (errors.length > 0) return errors;
      const { execute: run, subscribe: follow } = enveloped;
      return {
        schema: enveloped.schema,
        document,
        operationName: params.operationName,
        variableValues: params.variables,
        contextValue: await enveloped.contextFactory({ execute: run, subscribe: follow }),
      } as ExecutionArgs;
    } catch (error) {
      return asList(error);
    }
  }
}
