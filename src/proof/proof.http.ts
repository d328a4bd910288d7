import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ApiContext, contextFor, type ContextSource } from '../graphql/context.js';
import { errorMapper } from '../graphql/errors.js';
import { Questions } from '../house/questions.js';
import { SHELL } from '../house/tokens.js';
import type { ShellOptions } from '../graphql/graphql.module.js';
import { bundled } from './leaf.js';
import { ProofService } from './proof.service.js';
import { parseTilePath, TILE_WIDTH, type TilePath } from './tile-path.js';

const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';
/** A full tile never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const NOT_LONG = 'public, max-age=5';

/** Past the pipe for inputs, which would answer a path as it answers GraphQL. */
const paramOf = ({ params }: FastifyRequest, name: string): string =>
  (params as Readonly<Record<string, string>>)[name] ?? '';

/**
 * The log's public face, as C2SP's tlog-tiles and tlog-proof have it. Checkpoints and tiles hold
 * hashes and times alone, and are everybody's; a proof names an event, and is for who may read it.
 */
@Controller('tlog')
export class ProofController {
  private readonly contextOf: (request: FastifyRequest) => Promise<ApiContext>;

  constructor(
    private readonly proofs: ProofService,
    private readonly questions: Questions,
    @Inject(SHELL) private readonly shell: ContextSource & Pick<ShellOptions, 'report'>,
  ) {
    const makeContext = contextFor(shell);
    this.contextOf = (req) => makeContext({ req });
  }

  @Get('checkpoint')
  checkpoint(@Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.answering(reply, async () => {
      const published = await this.proofs.checkpoint();
      if (!published) return this.missing(reply);
      return reply.type(TEXT).header('cache-control', 'no-cache').send(published.note);
    });
  }

  @Get('tile/*')
  tile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.answering(reply, async () => {
      const tile = parseTilePath(`tile/${paramOf(request, '*')}`);
      const bytes = tile && (await this.bytesOf(tile));
      if (!tile || !bytes) return this.missing(reply);
      const caching = tile.width === TILE_WIDTH ? FOR_EVER : NOT_LONG;
      return reply.type(BYTES).header('cache-control', caching).send(bytes);
    });
  }

  @Get('proof/:file')
  proof(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.answering(reply, async () => {
      const [, eventId] = /^([\w-]{1,100})\.tlog-proof$/.exec(paramOf(request, 'file')) ?? [];
      if (eventId === undefined) return this.missing(reply);
      const context = await this.contextOf(request);
      const { readModels } = this.questions.scope(context);
      await this.questions.caughtUp(context, null, ['history', ...readModels]);
      const found = await this.proofs.inclusion(context, eventId);
      if (!found?.tlogProof) return this.missing(reply);
      return reply.type(TEXT).header('cache-control', 'no-store').send(found.tlogProof);
    });
  }

  private async bytesOf({ level, index, width }: TilePath): Promise<Buffer | null> {
    const { tree } = this.questions.house.proof;
    if (level !== 'entries') return tree.tile(level, index, width);
    const entries = await tree.entries(index);
    return entries && entries.length >= width ? bundled(entries.slice(0, width)) : null;
  }

  private missing(reply: FastifyReply): FastifyReply {
    const errors = [{ message: 'there is no such thing here', extensions: { code: 'NOT_FOUND' } }];
    return reply.status(404).send({ errors });
  }

  /** What fails is said in the words of the API. */
  private async answering(
    reply: FastifyReply,
    answer: () => Promise<FastifyReply>,
  ): Promise<FastifyReply> {
    try {
      return await answer();
    } catch (error) {
      const { newId: newReference, report } = this.shell;
      const { message, extensions } = errorMapper({ newReference, report })(error);
      const { http, ...said } = extensions as { http?: { status?: number; headers?: object } };
      void reply.headers(http?.headers ?? {});
      return reply.status(http?.status ?? 500).send({ errors: [{ message, extensions: said }] });
    }
  }
}
